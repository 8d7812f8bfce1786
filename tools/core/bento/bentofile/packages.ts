import type { Mistakes } from '../../document/mistakes.ts'
import type { DocumentNode, MapNode, Position } from '../../document/node.ts'
import { nameNode, valueOf } from '../../document/node.ts'
import { checkKeys, present, readMap, readText } from '../../document/read.ts'
import { agree, readDependencies, readPipList } from '../../python/conda.ts'
import type { RequirementsLine } from '../../python/requirements_file.ts'
import { INDEX_ADVICE, INDEXES } from '../../python/requirements_file.ts'
import type { BuildDocument } from './document.ts'
import { readBuildDocument } from './document.ts'

/** What the parts of a bentofile that are about packages say. */
export interface BentofilePackages {
  readonly lines: readonly RequirementsLine[]
  /** Files beside it, which are read instead of what it says itself. */
  readonly requirements: readonly NamedFile[]
  readonly conda: readonly NamedFile[]
}

/** A file that a document names, and where it does. */
export interface NamedFile {
  readonly path: string
  readonly at: Position
}

/** Keys of `python` that say where packages come from. */
const INDEX_KEYS = ['index_url', 'no_index', 'trusted_host', 'find_links', 'extra_index_url']
const PIP_ARGS = 'pip_args'
/** Keys of `python` that say how packages are locked, which rt always does. */
const DECIDED_BY_LOCK = ['lock_packages', 'pack_git_packages']
const SRC_LAYOUT = 'is_src_layout'
const PYTHON_KEYS = [
  ...['packages', 'requirements_txt', 'wheels', SRC_LAYOUT],
  ...[...DECIDED_BY_LOCK, ...INDEX_KEYS, PIP_ARGS],
]
const CONDA_KEYS = ['environment_yml', 'channels', 'dependencies', 'pip']

/**
 * Reads which packages a Bento has for a lock: those of {@link readPackages}, and BentoML itself.
 *
 * @param path what people call the file, bentofile.yaml or pyproject.toml
 * @param python the version that wheels are chosen for
 */
export function readBentofilePackages(
  text: string,
  path: string,
  python: string,
  mistakes: Mistakes,
): BentofilePackages {
  const document = readBuildDocument(path, text, mistakes)
  if (document === undefined) return { lines: [], requirements: [], conda: [] }
  checkPython(partOf(document.root, 'docker', mistakes), python, mistakes)
  const packages = readPackages(document, python, mistakes)
  const bentoml: RequirementsLine = {
    kind: 'requirement',
    requirement: { name: 'bentoml', extras: [], specifier: '' },
    hashes: [],
    via: [],
    at: document.root.at,
  }
  return { ...packages, lines: [...packages.lines, bentoml] }
}

/**
 * Reads the packages that a document names: its own list or its requirements file, the dependencies of its project,
 * and its conda part. What cannot be used is noted in the mistakes.
 *
 * @param python the version that wheels are chosen for; empty where it is not known
 */
export function readPackages(
  document: BuildDocument,
  python: string,
  mistakes: Mistakes,
): BentofilePackages {
  const own = readPython(document, mistakes)
  const conda = readConda(partOf(document.root, 'conda', mistakes), python, mistakes)
  return {
    lines: [...own.lines, ...conda.lines],
    requirements: own.files,
    conda: conda.files,
  }
}

/** Whether `src/` is the root of the code; undefined where the document does not say. */
export function readSrcLayout({ root }: BuildDocument, mistakes: Mistakes): boolean | undefined {
  const python = valueOf(root, 'python')
  const node = python?.kind === 'map' ? present(python, SRC_LAYOUT) : undefined
  if (node === undefined || node.kind === 'boolean') return node?.value
  return mistakes.add(node.at, `${SRC_LAYOUT} must be true or false, not ${nameNode(node)}`)
}

/** A part of a document that is a mapping; undefined where it is absent or anything else. */
function partOf(root: MapNode, name: string, mistakes: Mistakes): MapNode | undefined {
  const node = present(root, name)
  return node && readMap(node, name, mistakes)
}

interface Part {
  readonly lines: readonly RequirementsLine[]
  readonly files: readonly NamedFile[]
}

const NOTHING: Part = { lines: [], files: [] }

function readPython({ root, dependencies }: BuildDocument, mistakes: Mistakes): Part {
  const map = partOf(root, 'python', mistakes)
  const project = dependencies === undefined ? [] : readPipList(dependencies, mistakes)
  if (map === undefined) return { ...NOTHING, lines: project }
  checkKeys(map, PYTHON_KEYS, mistakes)
  checkPythonKeys(map, mistakes)
  const packages = present(map, 'packages')
  const file = present(map, 'requirements_txt')
  refuseBoth(packages, 'packages', file, 'requirements_txt', mistakes)
  refuseBoth(dependencies, 'project.dependencies', file, 'requirements_txt', mistakes)
  if (file !== undefined) return { lines: [], files: named(file, 'requirements_txt', mistakes) }
  const own = packages === undefined ? [] : readPipList(packages, mistakes)
  return { lines: [...own, ...project], files: [] }
}

function checkPythonKeys(map: MapNode, mistakes: Mistakes): void {
  for (const { key, keyAt, value } of map.entries) {
    if (INDEX_KEYS.includes(key) && value.kind !== 'null')
      mistakes.add(keyAt, `cannot use "${key}": ${INDEXES}`, INDEX_ADVICE)
    const isEmpty = value.kind === 'null' || (value.kind === 'list' && value.items.length === 0)
    if (key === 'wheels' && !isEmpty)
      mistakes.add(keyAt, 'cannot use "wheels": they are files of the build', {
        fix: 'name them in wheels of pip.install, and leave this out',
      })
    if (key === PIP_ARGS && value.kind !== 'null')
      mistakes.add(keyAt, `cannot use "${PIP_ARGS}": wheels are unpacked, and pip is not run`, {
        fix: 'leave it out; indexes are set where pip of the machine reads them, --pre is a line of requirements_txt',
      })
    if (DECIDED_BY_LOCK.includes(key)) checkLocking(key, value, mistakes)
  }
}

function checkLocking(key: string, value: DocumentNode, mistakes: Mistakes): void {
  if (value.kind === 'null') return
  if (value.kind !== 'boolean')
    mistakes.add(value.at, `${key} must be true or false, not ${nameNode(value)}`)
  else if (!value.value && key === 'lock_packages')
    mistakes.warn(value.at, 'packages are locked, though lock_packages is false', {
      fix: 'leave it out: the lock of pip.install has all versions',
    })
}

function readConda(map: MapNode | undefined, python: string, mistakes: Mistakes): Part {
  if (map === undefined) return NOTHING
  checkKeys(map, CONDA_KEYS, mistakes)
  refuseChannels(present(map, 'channels'), mistakes)
  const file = present(map, 'environment_yml')
  const dependencies = present(map, 'dependencies')
  const pip = present(map, 'pip')
  refuseBoth(dependencies, 'dependencies', file, 'environment_yml', mistakes)
  refuseBoth(pip, 'pip', file, 'environment_yml', mistakes)
  if (file !== undefined) return { lines: [], files: named(file, 'environment_yml', mistakes) }
  return {
    lines: [
      ...(dependencies === undefined ? [] : readDependencies(dependencies, python, mistakes)),
      ...(pip === undefined ? [] : readPipList(pip, mistakes)),
    ],
    files: [],
  }
}

function refuseChannels(node: DocumentNode | undefined, mistakes: Mistakes): void {
  if (node === undefined || (node.kind === 'list' && node.items.length === 0)) return
  mistakes.add(node.at, 'cannot use "channels": packages come as wheels, not from conda', {
    fix: 'leave it out; what only a channel has comes by apt.install, as a wheel of your own, or by @rt//runtimes:cuda',
  })
}

/** BentoML takes the file alone then, with a warning that is easily missed. */
function refuseBoth(
  list: DocumentNode | undefined,
  name: string,
  file: DocumentNode | undefined,
  fileName: string,
  mistakes: Mistakes,
): void {
  if (list === undefined || file === undefined) return
  if (list.kind === 'list' && list.items.length === 0) return
  mistakes.add(list.at, `cannot use "${name}" beside "${fileName}"`, { fix: 'keep one of the two' })
}

function named(node: DocumentNode, what: string, mistakes: Mistakes): readonly NamedFile[] {
  const path = readText(node, what, mistakes)
  return path === undefined ? [] : [{ path, at: node.at }]
}

/** What the image's Python is, as the bentofile says it, and that of the wheels must agree. */
function checkPython(map: MapNode | undefined, python: string, mistakes: Mistakes): void {
  const node = map && valueOf(map, 'python_version')
  if (node === undefined || (node.kind !== 'text' && node.kind !== 'number')) return
  if (agree(node.source, python)) return
  mistakes.add(node.at, `python_version is ${node.source}, but wheels are for Python ${python}`, {
    accepted: `python_version: "${python}"`,
    fix: `change it, or set python = "${node.source}" in pip.install`,
  })
}
