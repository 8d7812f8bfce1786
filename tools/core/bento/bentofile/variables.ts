import type { Mistakes } from '../../document/mistakes.ts'
import type { DocumentNode, MapNode, Position } from '../../document/node.ts'
import { nameNode } from '../../document/node.ts'
import { checkKeys, present, readList, readMap, readText } from '../../document/read.ts'
import { parseDotenv } from './dotenv.ts'
import type { EnvStage } from './plan.ts'
import { ENV_STAGES } from './plan.ts'
import type { Placed } from './scalar_text.ts'
import { readScalarText, readTextMap } from './scalar_text.ts'

/** Variables by name. */
export type Variables = ReadonlyMap<string, Placed<string>>

/** One item of `envs`. */
export interface StagedVariable {
  readonly name: string
  /** Undefined where whoever starts the container gives it. */
  readonly value: string | undefined
  readonly stage: EnvStage
  readonly at: Position
}

/** Reads a file of the sources; undefined where there is none. */
export type ReadSource = (path: string) => string | undefined

const NAME = /^[A-Za-z_]\w*$/
/** What BentoML takes in the list form. */
const LISTED = /^\w+=[.\w\-,/]+$/
const NAME_ADVICE = { accepted: 'letters, digits and "_", no digit first' }

/** Reads `docker.env`: a list of `NAME=VALUE`, a mapping, or a file of variables. */
export function readDockerEnv(
  node: DocumentNode | undefined,
  read: ReadSource,
  mistakes: Mistakes,
): Variables {
  if (node === undefined) return new Map()
  const found = readForm(node, read, mistakes)
  for (const [name, { at }] of found) checkName(name, at, mistakes)
  return found
}

function readForm(node: DocumentNode, read: ReadSource, mistakes: Mistakes): Variables {
  switch (node.kind) {
    case 'map':
      return readTextMap(node, (name) => `the value of "${name}"`, mistakes)
    case 'list':
      return readEnvList(node.items, mistakes)
    case 'text': {
      const text = read(node.value)
      if (text !== undefined) return parseDotenv(node.value, text, mistakes)
      mistakes.add(node.at, `'${node.value}' is not a valid '.env' file path`, {
        fix: 'name a file of the sources by its path in the build context, or write env as a mapping',
      })
      return new Map()
    }
    default:
      mistakes.add(node.at, `env must be a list, a mapping or a file, not ${nameNode(node)}`)
      return new Map()
  }
}

function readEnvList(items: readonly DocumentNode[], mistakes: Mistakes): Variables {
  const found = new Map<string, Placed<string>>()
  for (const item of items) {
    const text = readText(item, 'an item of env', mistakes)
    if (text === undefined) continue
    const [name = '', ...rest] = text.split('=')
    const value = rest.join('=')
    if (!LISTED.test(text)) {
      // What is behind the "=" may be secret, and is not said.
      mistakes.add(item.at, 'All value in `env` list must follow format ENV=VALUE', {
        accepted: 'values of letters, digits, and ". - , / _" in a list; any value in a mapping',
        ...(rest.length > 0 && { fix: `write env as a mapping: {${name}: "..."}` }),
      })
    } else if (found.has(name)) mistakes.add(item.at, `duplicate variable "${name}"`)
    else found.set(name, { value, at: item.at })
  }
  return found
}

function checkName(name: string, at: Position, mistakes: Mistakes): void {
  if (!NAME.test(name)) mistakes.add(at, `"${name}" is not the name of a variable`, NAME_ADVICE)
}

const KEYS = ['name', 'value', 'stage']

/** Reads `envs`: variables with the stage that each is for. */
export function readEnvs(
  node: DocumentNode | undefined,
  mistakes: Mistakes,
): readonly StagedVariable[] {
  const items = (node && readList(node, 'envs', mistakes)?.items) ?? []
  const found: StagedVariable[] = []
  for (const item of items) {
    const map = readMap(item, 'an item of envs', mistakes)
    const variable = map && readVariable(map, mistakes)
    if (variable === undefined) continue
    if (found.some(({ name }) => name === variable.name))
      mistakes.add(variable.at, `duplicate variable "${variable.name}" in envs`)
    else found.push(variable)
  }
  return found
}

function readVariable(map: MapNode, mistakes: Mistakes): StagedVariable | undefined {
  checkKeys(map, KEYS, mistakes)
  const stage = readStage(present(map, 'stage'), mistakes)
  const nameNode = present(map, 'name')
  if (nameNode === undefined)
    return mistakes.add(map.at, 'an item of envs has no name', { accepted: KEYS.join(', ') })
  const name = readText(nameNode, 'name', mistakes)
  if (name === undefined) return undefined
  checkName(name, nameNode.at, mistakes)
  const valueNode = present(map, 'value')
  const value = valueNode && readScalarText(valueNode, `the value of "${name}"`, mistakes)
  if (valueNode === undefined && stage === 'build')
    mistakes.add(nameNode.at, `"${name}" is for the build, and has no value`, {
      fix: 'give it one: a build sees nothing of the environment of whoever builds',
    })
  return { name, value, stage, at: nameNode.at }
}

function readStage(node: DocumentNode | undefined, mistakes: Mistakes): EnvStage {
  if (node === undefined) return 'all'
  const known = ENV_STAGES.find((stage) => node.kind === 'text' && node.value === stage)
  if (known !== undefined) return known
  mistakes.add(node.at, `unknown stage: ${nameNode(node)}`, { accepted: ENV_STAGES.join(', ') })
  return 'all'
}

/** Names of what is kept secret. */
const SECRET = /(?:^|_)(?:TOKEN|SECRET|PASSWORD|PASSWD|API_?KEY|PRIVATE_KEY|ACCESS_KEY)(?:_|$)/i

/**
 * What an image has in its environment, and what is set while the Bento is made. What is said twice must be the same.
 */
export function joinVariables(
  docker: Variables,
  envs: readonly StagedVariable[],
  mistakes: Mistakes,
): {
  readonly image: Readonly<Record<string, string>>
  readonly build: Readonly<Record<string, string>>
} {
  const image = new Map([...docker].map(([name, { value }]) => [name, value]))
  const build = new Map<string, string>()
  const places = new Map(docker)
  for (const { name, value, stage, at } of envs) {
    if (value === undefined) continue
    places.set(name, { value, at })
    if (stage !== 'runtime') build.set(name, value)
    if (stage === 'build') continue
    const other = image.get(name)
    if (other !== undefined && other !== value)
      mistakes.add(at, `"${name}" has another value in docker.env`, { fix: 'keep one of the two' })
    image.set(name, value)
  }
  for (const [name, { value, at }] of places)
    if (SECRET.test(name) && value !== '')
      mistakes.warn(at, `the value of "${name}" becomes a part of the image, for all to read`, {
        fix: 'leave the value out, and give it when the container starts',
      })
  return { image: Object.fromEntries(image), build: Object.fromEntries(build) }
}
