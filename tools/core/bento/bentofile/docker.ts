import type { Mistakes } from '../../document/mistakes.ts'
import type { DocumentNode, MapNode } from '../../document/node.ts'
import { nameNode } from '../../document/node.ts'
import { checkKeys, present, readMap } from '../../document/read.ts'
import { parseReference } from '../../reference.ts'
import { CUDA_WORDS, cudaVersion } from './cuda_version.ts'
import type { Placed } from './scalar_text.ts'
import { readPlaced, readPlacedList } from './scalar_text.ts'
import type { ReadSource, Variables } from './variables.ts'
import { readDockerEnv } from './variables.ts'

/** What `docker` says of the image. */
export interface DockerPart {
  readonly distro?: Placed<string>
  readonly pythonVersion?: Placed<string>
  readonly cudaVersion?: Placed<string>
  readonly baseImage?: Placed<string>
  readonly env: Variables
  readonly systemPackages: readonly Placed<string>[]
}

const KEYS = [
  ...['distro', 'python_version', 'cuda_version', 'env', 'system_packages', 'setup_script'],
  ...['base_image', 'dockerfile_template'],
]
const DISTROS = ['debian', 'alpine', 'ubi8', 'amazonlinux']
const PYTHON_VERSION = /^\d\.\d{1,2}(?:\.\w+)?$/

/** What does here what cannot be done without running programs in the image. */
const REFUSED: Readonly<Record<string, readonly [problem: string, fix: string]>> = {
  setup_script: [
    'an image is made without running anything in it',
    'packages come by system_packages and apt.install, files by tars of the rule bento, and what the script computes by a rule of its own',
  ],
  dockerfile_template: [
    'there is no Dockerfile: images are made of layers',
    'packages come by apt.install, files by tars of the rule bento, variables by docker.env, and another base by base_image and oci.pull',
  ],
}

/** Reads `docker`. */
export function readDocker(
  node: DocumentNode | undefined,
  read: ReadSource,
  mistakes: Mistakes,
): DockerPart {
  const map = node && readMap(node, 'docker', mistakes)
  if (map === undefined) return { env: new Map(), systemPackages: [] }
  checkKeys(map, KEYS, mistakes)
  refuse(map, mistakes)
  const distro = readDistro(map, mistakes)
  const pythonVersion = readPythonVersion(present(map, 'python_version'), mistakes)
  const cuda = readCudaVersion(present(map, 'cuda_version'), mistakes)
  const baseImage = readBaseImage(map, mistakes)
  return {
    ...(distro && { distro }),
    ...(pythonVersion && { pythonVersion }),
    ...(cuda && { cudaVersion: cuda }),
    ...(baseImage && { baseImage }),
    env: readDockerEnv(present(map, 'env'), read, mistakes),
    systemPackages: readSystemPackages(map, mistakes),
  }
}

function refuse(map: MapNode, mistakes: Mistakes): void {
  for (const { key, keyAt, value } of map.entries) {
    const [problem, fix] = REFUSED[key] ?? []
    if (problem === undefined || fix === undefined || value.kind === 'null') continue
    mistakes.add(keyAt, `cannot use "${key}": ${problem}`, { fix })
  }
}

function readDistro(map: MapNode, mistakes: Mistakes): Placed<string> | undefined {
  const distro = readPlaced(map, 'distro', mistakes)
  if (distro === undefined || DISTROS.includes(distro.value)) return distro
  return mistakes.add(
    distro.at,
    `'distro' must be in [${DISTROS.join(', ')}] (got '${distro.value}')`,
  )
}

/** YAML has numbers of which `3.10` is 3.1; `3.11` is what it says. */
function readPythonVersion(
  node: DocumentNode | undefined,
  mistakes: Mistakes,
): Placed<string> | undefined {
  if (node === undefined) return undefined
  if (node.kind === 'number' && String(node.value) !== node.source)
    return mistakes.add(
      node.at,
      `python_version is the number ${node.value}, not "${node.source}"`,
      {
        fix: `put it in quotes: python_version: "${node.source}"`,
      },
    )
  const text = node.kind === 'text' || node.kind === 'number' ? node.source : ''
  if (PYTHON_VERSION.test(text)) return { value: text, at: node.at }
  return mistakes.add(node.at, `cannot read ${nameNode(node)} as python_version`, {
    accepted: 'two numbers, such as "3.11"',
  })
}

function readCudaVersion(
  node: DocumentNode | undefined,
  mistakes: Mistakes,
): Placed<string> | undefined {
  if (node === undefined) return undefined
  const isText = node.kind === 'text' || node.kind === 'number'
  const version = isText ? cudaVersion(node.source) : undefined
  if (version !== undefined) return { value: version, at: node.at }
  const found = isText ? `"${node.source}"` : nameNode(node)
  return mistakes.add(node.at, `Unsupported cuda version: ${found}`, {
    accepted: CUDA_WORDS.join(', '),
  })
}

function readBaseImage(map: MapNode, mistakes: Mistakes): Placed<string> | undefined {
  const image = readPlaced(map, 'base_image', mistakes)
  if (image === undefined || parseReference(image.value).ok) return image
  return mistakes.add(image.at, `"${image.value}" is not a reference to an image`, {
    accepted: '[HOST[:PORT]/]NAME[:TAG][@DIGEST]',
  })
}

const PACKAGE_NAME = /^[a-z0-9][a-z0-9+.-]+$/

function readSystemPackages(map: MapNode, mistakes: Mistakes): readonly Placed<string>[] {
  const found: Placed<string>[] = []
  for (const item of readPlacedList(map, 'system_packages', mistakes)?.value ?? []) {
    const [name = '', version] = item.value.split('=')
    if (!PACKAGE_NAME.test(name))
      mistakes.add(item.at, `"${item.value}" is not the name of a Debian package`, {
        accepted: 'a-z, 0-9, "+", "-" and "."',
      })
    else if (version !== undefined)
      mistakes.add(item.at, `cannot use a version of the package "${name}"`, {
        fix: `write "${name}": the lock of apt.install or python.interpreter has the version`,
      })
    else if (found.some(({ value }) => value === name))
      mistakes.add(item.at, `the package "${name}" is named twice`)
    else found.push(item)
  }
  return found
}
