import type { Mistakes } from '../document/mistakes.ts'
import type { DocumentNode, MapNode, Position } from '../document/node.ts'
import { valueOf } from '../document/node.ts'
import { checkKeys, present, readMap, readText } from '../document/read.ts'
import { parseYaml } from '../document/yaml.ts'
import { agree, readDependencies, readPipList } from './conda.ts'
import type { RequirementsLine } from './requirements_file.ts'
import { INDEX_ADVICE, INDEXES } from './requirements_file.ts'

/** What the parts of a bentofile.yaml that are about packages say. */
export interface BentofilePackages {
  readonly lines: readonly RequirementsLine[]
  /** Files beside it, which are read instead of what it says itself. */
  readonly requirements: readonly NamedFile[]
  readonly conda: readonly NamedFile[]
}

interface NamedFile {
  readonly path: string
  readonly at: Position
}

/** Keys of `python` that say where packages come from, and how pip is called. */
const INDEX_KEYS = [
  ...['index_url', 'no_index', 'trusted_host', 'find_links', 'extra_index_url'],
  'pip_args',
]
/** Keys of `python` that change nothing: all is locked, and nothing of Git is packed. */
const DECIDED_BY_LOCK = ['lock_packages', 'pack_git_packages', 'is_src_layout']
const PYTHON_KEYS = ['packages', 'requirements_txt', 'wheels', ...DECIDED_BY_LOCK, ...INDEX_KEYS]
const CONDA_KEYS = ['environment_yml', 'channels', 'dependencies', 'pip']

/**
 * Reads which packages a Bento has: its own list or its requirements file, its conda part, and BentoML itself. What
 * cannot be used is noted in the mistakes.
 *
 * @param path what people call the file
 * @param python the version that wheels are chosen for
 */
export function readBentofilePackages(
  text: string,
  path: string,
  python: string,
  mistakes: Mistakes,
): BentofilePackages {
  const [root] = parseYaml(path, text, mistakes)
  const map = root && readMap(root, 'a bentofile', mistakes)
  const part = (name: string): MapNode | undefined => {
    const node = map && present(map, name)
    return node && readMap(node, name, mistakes)
  }
  checkPython(part('docker'), python, mistakes)
  const own = readPython(part('python'), mistakes)
  const conda = readConda(part('conda'), python, mistakes)
  const bentoml: RequirementsLine = {
    kind: 'requirement',
    requirement: { name: 'bentoml', extras: [], specifier: '' },
    hashes: [],
    via: [],
    at: root?.at ?? { file: path, line: 1, column: 1 },
  }
  return {
    lines: [...own.lines, ...conda.lines, bentoml],
    requirements: own.files,
    conda: conda.files,
  }
}

interface Part {
  readonly lines: readonly RequirementsLine[]
  readonly files: readonly NamedFile[]
}

const NOTHING: Part = { lines: [], files: [] }

function readPython(map: MapNode | undefined, mistakes: Mistakes): Part {
  if (map === undefined) return NOTHING
  checkKeys(map, PYTHON_KEYS, mistakes)
  for (const { key, keyAt, value } of map.entries) {
    if (INDEX_KEYS.includes(key) && value.kind !== 'null')
      mistakes.add(keyAt, `cannot use "${key}": ${INDEXES}`, INDEX_ADVICE)
    const isEmpty = value.kind === 'null' || (value.kind === 'list' && value.items.length === 0)
    if (key === 'wheels' && !isEmpty)
      mistakes.add(keyAt, 'cannot use "wheels": they are files of the build', {
        fix: 'name them in wheels of pip.install, and leave this out',
      })
  }
  const packages = present(map, 'packages')
  const file = present(map, 'requirements_txt')
  refuseBoth(packages, 'packages', file, 'requirements_txt', mistakes)
  if (file !== undefined) return { lines: [], files: named(file, 'requirements_txt', mistakes) }
  return { lines: packages === undefined ? [] : readPipList(packages, mistakes), files: [] }
}

function readConda(map: MapNode | undefined, python: string, mistakes: Mistakes): Part {
  if (map === undefined) return NOTHING
  checkKeys(map, CONDA_KEYS, mistakes)
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

/** BentoML takes the file alone then, with a warning that is easily missed. */
function refuseBoth(
  list: DocumentNode | undefined,
  name: string,
  file: DocumentNode | undefined,
  fileName: string,
  mistakes: Mistakes,
): void {
  if (list === undefined || file === undefined) return
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
