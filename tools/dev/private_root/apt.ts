import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { must } from '../command.ts'

/** The release whose packages are taken: it has Bazel 7.7.1, crane, oras and umoci 0.6. */
export const SUITE = 'forky'
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg'

/**
 * The machine's own package client, pointed at one release and at a state of its own: nothing of
 * the machine's package database is read or changed.
 */
export class PrivateApt {
  readonly #directory: string
  readonly #suite: string

  constructor(directory: string, suite = SUITE) {
    this.#directory = directory
    this.#suite = suite
  }

  /** Fetches the package lists. */
  async update(): Promise<void> {
    for (const folder of ['lists/partial', 'archives/partial'] as const) {
      mkdirSync(join(this.#directory, folder), { recursive: true })
    }
    writeFileSync(join(this.#directory, 'status'), '')
    writeFileSync(
      join(this.#directory, 'sources.list'),
      `deb [signed-by=${KEYRING}] ${debianMirror()} ${this.#suite} main\n`,
    )
    await must('apt-get', [...this.#options(), '-qq', 'update'])
  }

  /** The packages that installing these in an empty system would bring, as `name=version`. */
  async closure(packages: readonly string[]): Promise<readonly string[]> {
    const plan = await must('apt-get', [...this.#options(), '-s', '-qq', 'install', ...packages])
    const lines = plan.matchAll(/^Inst (\S+) \((\S+) /gm)
    return [...lines].map(([, name = '', version = '']) => `${name}=${version}`)
  }

  /** Downloads packages into a folder. */
  async download(packages: readonly string[], folder: string): Promise<void> {
    mkdirSync(folder, { recursive: true })
    await must('apt-get', [...this.#options(), '-qq', 'download', ...packages], { cwd: folder })
  }

  #options(): readonly string[] {
    const settings = {
      'Dir::State': this.#directory,
      'Dir::State::status': join(this.#directory, 'status'),
      'Dir::State::lists': join(this.#directory, 'lists'),
      'Dir::Cache': this.#directory,
      'Dir::Etc::sourcelist': join(this.#directory, 'sources.list'),
      'Dir::Etc::sourceparts': '/dev/null',
      // A snapshot mirror keeps serving lists whose date has passed.
      'Acquire::Check-Valid-Until': 'false',
      'Acquire::Languages': 'none',
      'APT::Install-Recommends': 'false',
      'APT::Sandbox::User': 'root',
    }
    return Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`])
  }
}

/** The mirror that this machine's own package sources name for Debian. Throws when there is none. */
function debianMirror(): string {
  for (const text of sourceTexts()) {
    const found = /^(?:URIs:|deb(?:-src)?(?: \[[^\]]*\])?)\s+(\S+\/debian\/?)(?:\s|$)/m.exec(text)
    if (found?.[1] !== undefined) return found[1]
  }
  throw new Error('no Debian mirror in /etc/apt/sources.list or /etc/apt/sources.list.d')
}

function sourceTexts(): readonly string[] {
  const parts = '/etc/apt/sources.list.d'
  const files = existsSync(parts) ? readdirSync(parts).map((name) => join(parts, name)) : []
  return ['/etc/apt/sources.list', ...files.sort()]
    .filter((path) => existsSync(path))
    .map((path) => readFileSync(path, 'utf8'))
}
