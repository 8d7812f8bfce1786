import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { TOOLS } from '../../tools/dev/places.ts'

/** Programs that rt is compared with, and how to get those that are missing. */
const PEERS = {
  bsdtar: 'apt-get install libarchive-tools',
  openssl: 'apt-get install openssl',
  zstd: 'apt-get install zstd',
  pigz: 'apt-get install pigz',
  skopeo: 'apt-get install skopeo',
  crane: 'npm run setup, or install Go, which then builds it',
  oras: 'npm run setup',
  regctl: 'install Go, which then builds it',
  img: '--peer img=PATH, the tool of rules_img built by you',
} as const

/** Programs that all of them push to and load into. */
const SURROUNDINGS = {
  'docker-registry': 'apt-get install docker-registry',
  podman: 'apt-get install podman',
  docker: 'apt-get install docker.io',
  dockerd: 'apt-get install docker.io',
} as const

const HOW_TO_GET = { ...PEERS, ...SURROUNDINGS }

/** A program that rt is compared with. */
export type PeerName = keyof typeof PEERS

/** All of them. */
export const PEER_NAMES = Object.keys(PEERS) as readonly PeerName[]

/** A program that the bench uses. */
export type ToolName = keyof typeof HOW_TO_GET

/** A program that takes part. */
export interface Tool {
  /** `crane`, or `crane@0.22` where a person gave one more. */
  readonly label: string
  readonly path: string
}

/** One more program, from the command line. */
export interface GivenTool extends Tool {
  readonly name: PeerName
}

/** Reads `NAME=PATH` or `NAME@LABEL=PATH`; undefined where that is not a tool the bench can drive. */
export function parseGivenTool(text: string): GivenTool | undefined {
  const [, label, plain, path] = /^(([a-z-]+)(?:@[\w.-]+)?)=(.+)$/.exec(text) ?? []
  const name = PEER_NAMES.find((known) => known === plain)
  if (name === undefined || label === undefined || path === undefined) return undefined
  return { name, label, path }
}

/** The programs of this machine, and those that a person gave. */
export class Toolbox {
  readonly #given: readonly GivenTool[]
  readonly #folders: readonly string[]

  /** @param folders where to look besides PATH */
  constructor(given: readonly GivenTool[], folders: readonly string[]) {
    this.#given = given
    this.#folders = [
      ...folders,
      TOOLS,
      ...(process.env['PATH'] ?? '').split(delimiter),
      '/usr/sbin',
    ]
  }

  /** All that are there of one kind: the machine's own unless `NAME=PATH` replaced it, and `NAME@LABEL`s. */
  all(name: ToolName): readonly Tool[] {
    const given = this.#given.filter((tool) => tool.name === name)
    const own = given.some(({ label }) => label === name) ? undefined : this.#find(name)
    return own === undefined ? given : [{ label: name, path: own }, ...given]
  }

  /** One of a kind; undefined where there is none. */
  one(name: ToolName): string | undefined {
    return this.all(name)[0]?.path
  }

  /** One of a kind that a figure cannot do without. Throws an Error that says how to get it. */
  need(name: ToolName): string {
    const found = this.one(name)
    if (found === undefined) throw new Error(`Cannot find ${name}; ${HOW_TO_GET[name]}`)
    return found
  }

  /** Who is not there, and how to get them. */
  missing(): readonly string[] {
    return Object.entries(HOW_TO_GET)
      .filter(([name]) => this.all(name as ToolName).length === 0)
      .map(([name, how]) => `${name} (${how})`)
  }

  #find(name: string): string | undefined {
    return this.#folders.map((folder) => join(folder, name)).find(isExecutable)
  }
}

function isExecutable(path: string): boolean {
  if (!existsSync(path)) return false
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
