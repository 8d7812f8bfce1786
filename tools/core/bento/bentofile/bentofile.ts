import type { Mistakes } from '../../document/mistakes.ts'
import type { MapNode } from '../../document/node.ts'
import { plainValue } from '../../document/node.ts'
import { checkKeys, present, readMap } from '../../document/read.ts'
import { partProblem } from '../tag.ts'
import type { DockerPart } from './docker.ts'
import { readDocker } from './docker.ts'
import type { BuildDocument } from './document.ts'
import type { NamedModel } from './models.ts'
import { readModels } from './models.ts'
import type { BentofilePackages } from './packages.ts'
import { readPackages, readSrcLayout } from './packages.ts'
import type { Placed } from './scalar_text.ts'
import { readPlaced, readPlacedList, readTextMap } from './scalar_text.ts'
import type { ReadSource, StagedVariable, Variables } from './variables.ts'
import { readEnvs } from './variables.ts'

/** What a bentofile says, read and not yet compared with what there is. */
export interface Bentofile {
  readonly document: BuildDocument
  readonly service?: Placed<string>
  /** In lower case. */
  readonly name?: Placed<string>
  readonly description?: Placed<string>
  readonly labels: Variables
  readonly include?: Placed<readonly Placed<string>[]>
  readonly exclude: readonly Placed<string>[]
  readonly models: readonly NamedModel[]
  readonly envs: readonly StagedVariable[]
  readonly args: MapNode | undefined
  readonly docker: DockerPart
  readonly packages: BentofilePackages
  readonly srcLayout: boolean | undefined
}

const KEYS = [
  ...['service', 'name', 'description', 'labels', 'include', 'exclude', 'docker', 'python'],
  ...['conda', 'models', 'envs', 'args'],
]

/**
 * Reads all keys of a document; what is wrong with it alone is noted in the mistakes.
 *
 * @param read reads a file of the sources
 * @param python version of Python; empty where it is not known
 */
export function readBentofile(
  document: BuildDocument,
  read: ReadSource,
  python: string,
  mistakes: Mistakes,
): Bentofile {
  const { root } = document
  checkKeys(root, KEYS, mistakes)
  const description = readPlaced(root, 'description', mistakes)
  const include = readPlacedList(root, 'include', mistakes)
  return {
    document,
    ...readNames(document, mistakes),
    ...(description && { description }),
    ...(include && { include }),
    labels: readLabels(root, mistakes),
    exclude: readPlacedList(root, 'exclude', mistakes)?.value ?? [],
    models: readModels(present(root, 'models'), mistakes),
    envs: readEnvs(present(root, 'envs'), mistakes),
    args: readArgs(root, mistakes),
    docker: readDocker(present(root, 'docker'), read, mistakes),
    packages: readPackages(document, python, mistakes),
    srcLayout: readSrcLayout(document, mistakes),
  }
}

function readNames(
  { root, start, projectName }: BuildDocument,
  mistakes: Mistakes,
): Pick<Bentofile, 'name' | 'service'> {
  const service = readPlaced(root, 'service', mistakes)
  if (present(root, 'service') === undefined)
    mistakes.add(start, 'Missing required build config field "service"', {
      accepted: 'MODULE:NAME, or MODULE where it has one service',
    })
  const own = readPlaced(root, 'name', mistakes)
  const ofProject = projectName?.kind === 'text' ? projectName : undefined
  const name = own ?? ofProject
  const problem = name && partProblem('name', name.value.toLowerCase())
  if (name !== undefined && problem !== undefined)
    mistakes.add(name.at, `${name.value} is not a valid BentoML tag: ${problem}`)
  return {
    ...(service && { service }),
    ...(name && { name: { value: name.value.toLowerCase(), at: name.at } }),
  }
}

function readLabels(root: MapNode, mistakes: Mistakes): Variables {
  const node = present(root, 'labels')
  const map = node && readMap(node, 'labels', mistakes)
  if (map === undefined) return new Map()
  const labels = readTextMap(map, (key) => `the label "${key}"`, mistakes)
  for (const [key, { at }] of labels)
    if (key.trim() === '') mistakes.add(at, 'a label has no name', { accepted: 'NAME: VALUE' })
  return labels
}

function readArgs(root: MapNode, mistakes: Mistakes): MapNode | undefined {
  const node = present(root, 'args')
  return node && readMap(node, 'args', mistakes)
}

/** Template arguments as JSON has them. */
export function plainArgs(args: MapNode | undefined): Readonly<Record<string, unknown>> {
  return Object.fromEntries((args?.entries ?? []).map(({ key, value }) => [key, plainValue(value)]))
}
