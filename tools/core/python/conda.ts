import type { Advice } from '../document/mistakes.ts'
import { Mistakes } from '../document/mistakes.ts'
import type { DocumentNode } from '../document/node.ts'
import { checkKeys, present, readList, readMap, readText } from '../document/read.ts'
import { parseYaml } from '../document/yaml.ts'
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import type { RequirementsLine } from './requirements_file.ts'
import { parseRequirementsFile } from './requirements_file.ts'

/** Packages that indexes call otherwise. */
const NAMES: Readonly<Record<string, string>> = {
  pytorch: 'torch',
  'pytorch-cpu': 'torch',
  'pytorch-gpu': 'torch',
  'dask-core': 'dask',
  faiss: 'faiss-cpu',
  importlib_metadata: 'importlib-metadata',
  'matplotlib-base': 'matplotlib',
  'msgpack-python': 'msgpack',
  'numpy-base': 'numpy',
  opencv: 'opencv-python-headless',
  'py-opencv': 'opencv-python-headless',
  'py-xgboost': 'xgboost',
  'py-lightgbm': 'lightgbm',
  pyqt: 'pyqt5',
  pytables: 'tables',
  'python-flatbuffers': 'flatbuffers',
  'python-graphviz': 'graphviz',
  'python-kubernetes': 'kubernetes',
  'ray-core': 'ray',
  'seaborn-base': 'seaborn',
  'tensorflow-base': 'tensorflow',
  'tensorflow-gpu': 'tensorflow',
  'uvicorn-standard': 'uvicorn[standard]',
}

/** Names and beginnings of what is not a Python package, though conda has it. */
const FOREIGN =
  /^(?:_|lib(?!rosa|cst|sass|magic)|r-|gcc|gxx|gfortran|clang|nodejs|openjdk|openssl|ca-certificates|mkl$|nomkl$|blas$|openblas$|cuda|cudnn|cudatoolkit|nccl|cutensor|ffmpeg|git$|git-lfs$|make$|curl$|wget$|graphviz$|hdf5$|zlib$|bzip2$|xz$|sqlite$|tk$|readline$|ncurses$|pytorch-cuda$|pytorch-mutex$|perl$|rust$|go$|boost$|eigen$|poppler$|tesseract$|gdal$|proj$|geos$|nginx$|redis-server$|postgresql$|icu$|glib$|expat$|fontconfig$|freetype$)/

const FOREIGN_FIX =
  'leave it out, and give the image what it stands for: Debian packages by apt.install, CUDA by @rt//runtimes:cuda'

/** Keys that an environment may have; those but the first say nothing of packages. */
const KEYS = ['dependencies', 'name', 'prefix', 'channels']

/**
 * Maps the packages of a conda environment to those of an index. What has no counterpart is noted in the mistakes.
 *
 * @param path what people call the file
 * @param python the version that wheels are chosen for; empty where it is not known
 */
export function readCondaEnvironment(
  text: string,
  path: string,
  python: string,
  mistakes: Mistakes,
): readonly RequirementsLine[] {
  const [root] = parseYaml(path, text, mistakes)
  const map = root && readMap(root, 'an environment', mistakes)
  if (map === undefined) return []
  checkKeys(map, KEYS, mistakes)
  const dependencies = present(map, 'dependencies')
  return dependencies === undefined ? [] : readDependencies(dependencies, python, mistakes)
}

/** Reads a list as `dependencies` of an environment has it. */
export function readDependencies(
  node: DocumentNode,
  python: string,
  mistakes: Mistakes,
): readonly RequirementsLine[] {
  const items = readList(node, 'dependencies', mistakes)?.items ?? []
  return items.flatMap((item) => {
    if (item.kind !== 'map') return readSpec(item, python, mistakes)
    checkKeys(item, ['pip'], mistakes)
    const nested = present(item, 'pip')
    return nested === undefined ? [] : readPipList(nested, mistakes)
  })
}

/** Requirements as pip has them, a line each. */
export function readPipList(node: DocumentNode, mistakes: Mistakes): readonly RequirementsLine[] {
  const items = readList(node, 'a list of packages', mistakes)?.items ?? []
  return items.flatMap((item) => {
    const text = readText(item, 'a package', mistakes)
    return text === undefined ? [] : linesOf(item, text, mistakes)
  })
}

function readSpec(
  item: DocumentNode,
  python: string,
  mistakes: Mistakes,
): readonly RequirementsLine[] {
  const spec = readText(item, 'a package', mistakes)?.trim()
  if (spec === undefined) return []
  const mapped = mapSpec(spec, python)
  if (mapped.ok) return linesOf(item, mapped.value, mistakes)
  const { problem, ...advice } = mapped.failure
  mistakes.add(item.at, `cannot use "${spec}": ${problem}`, advice)
  return []
}

/** What stands in a document is at the place of the document. */
function linesOf(
  { at }: DocumentNode,
  text: string,
  mistakes: Mistakes,
): readonly RequirementsLine[] {
  const own = new Mistakes()
  const lines = parseRequirementsFile(text, at.file, own)
  for (const { problem, accepted, fix } of own.errors) {
    const advice = {
      ...(accepted !== undefined && { accepted }),
      ...(fix !== undefined && { fix }),
    }
    mistakes.add(at, problem, advice)
  }
  return lines.map((line) => ({ ...line, at }))
}

interface Refusal extends Advice {
  readonly problem: string
}

/** `[CHANNEL::]NAME[ VERSIONS]`, as conda's `MatchSpec` has it; empty for what needs nothing. */
function mapSpec(spec: string, python: string): Result<string, Refusal> {
  const [, name, rest] = /^(?:[^\s:]+::)?([\w.-]+)(.*)$/su.exec(spec) ?? []
  if (name === undefined || rest === undefined || rest.trimStart().startsWith('['))
    return err({
      problem: 'it is not NAME with versions',
      accepted: 'NAME, NAME=VERSION, NAME>=VERSION',
    })
  const lower = name.toLowerCase()
  const versions = mapVersions(rest.trim())
  if (!versions.ok) return err(versions.failure)
  if (lower === 'python') return mapPython(versions.value, python)
  // It installs the nested list, and an image needs it no more than conda itself.
  if (lower === 'pip') return ok('')
  if (FOREIGN.test(lower))
    return err({ problem: 'it is not a Python package of an index', fix: FOREIGN_FIX })
  return ok((NAMES[lower] ?? lower) + versions.value)
}

function mapVersions(text: string): Result<string, Refusal> {
  if (text === '' || text === '*' || text === '=*') return ok('')
  if (text.includes('|'))
    return err({
      problem: '"|" has no counterpart',
      accepted: 'conditions with a comma between them',
    })
  const clauses = text.replace(/^([^=<>!~\s].*)$/su, '=$1').split(',')
  const mapped: string[] = []
  for (const clause of clauses.map((each) => each.trim().replaceAll(/\s*([<>=!~]+)\s*/g, '$1'))) {
    const [, operator = '', version = '', build] =
      /^(===?|=|~=|!=|>=|<=|>|<)?([\w.*+!]+)(?:[=\s](\S+))?$/.exec(clause) ?? []
    if (version === '') return err({ problem: `"${clause}" is not a condition on a version` })
    if (build !== undefined && build !== '*')
      return err({
        problem: `an index has no builds such as "${build}"`,
        fix: 'leave the build out',
      })
    mapped.push(mapClause(operator, version))
  }
  return ok(mapped.join(','))
}

/** conda's `=1.2` is any 1.2.x, as is `1.2.*`. */
function mapClause(operator: string, version: string): string {
  const plain = version.replace(/\.?\*$/, '')
  if (operator === '=' || operator === '') return `==${plain}.*`
  if (operator === '==' || operator === '!=')
    return operator + (version.endsWith('*') ? `${plain}.*` : plain)
  return operator + plain
}

function mapPython(versions: string, python: string): Result<string, Refusal> {
  const pinned = /^==([\d.]+?)(?:\.\*)?$/.exec(versions)?.[1]
  if (pinned === undefined || agree(pinned, python)) return ok('')
  return err({
    problem: `wheels are chosen for Python ${python}`,
    accepted: `python=${python}`,
    fix: `change it, or set python = "${pinned}" in pip.install`,
  })
}

/** Whether two versions are the same, as far as both say; an empty one says nothing. */
export function agree(one: string, other: string): boolean {
  if (other === '') return true
  const others = other.split('.')
  return one
    .split('.')
    .every((part, index) => others[index] === undefined || others[index] === part)
}
