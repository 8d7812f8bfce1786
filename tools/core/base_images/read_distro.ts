import type { Mistakes } from '../document/mistakes.ts'
import type { DocumentNode, MapEntry, MapNode } from '../document/node.ts'
import { nameNode, valueOf } from '../document/node.ts'
import { checkKeys, present, readMap, readText } from '../document/read.ts'
import type { ItemRule } from './fields.ts'
import { readFilledText, readItems, requireKey } from './fields.ts'
import type { CudaDependencies, Distro, PythonSource } from './manifest.ts'
import { readDependencies } from './read_cuda.ts'
import { readImage, readPackages } from './read_source.ts'
import type { ReleaseType } from './words.ts'
import {
  DISTRIBUTION_NAMES,
  isDebian,
  isDistribution,
  isPythonVersion,
  PLATFORMS,
  RELEASE_TYPES,
  TEMPLATE_DIRECTORIES,
} from './words.ts'

/** What BentoML's manager wants of every distribution. */
const THEIR_KEYS = [
  ...['templates_dir', 'base_image', 'suffixes', 'conda', 'ignore_python', 'header', 'envars'],
  ...['architectures', 'release_types', 'dependencies'],
]
/** What rt wants where it is said where Python comes from. */
const NEEDED_KEYS = ['suffixes', 'architectures', 'release_types']

/** All keys of a distribution, and of `common`. */
export const DISTRO_KEYS: readonly string[] = [...THEIR_KEYS, 'packages', 'image']

const ARCHITECTURE: ItemRule = {
  isRight: (text) => Object.hasOwn(PLATFORMS, text),
  problem: (text) => `${text} architecture is not supported by Docker`,
  advice: { accepted: Object.keys(PLATFORMS).join(', ') },
}
const RELEASE_TYPE: ItemRule = {
  isRight: (text) => isReleaseType(text),
  problem: (text) => `${text} is not a valid package release type`,
  advice: { accepted: RELEASE_TYPES.join(', ') },
}
const PYTHON: ItemRule = {
  isRight: isPythonVersion,
  problem: (text) => `"${text}" is no version of Python`,
  advice: { accepted: 'two numbers in quotes, such as "3.10"' },
}
const ENVAR: ItemRule = {
  isRight: (text) => /^[A-Za-z_]\w*=/.test(text),
  problem: (text) => `"${text}" is no environment variable`,
  advice: { accepted: 'NAME=VALUE, such as LANG=C.UTF-8' },
}

/** Reads one distribution of a release block; undefined, and a mistake, for what is none. */
export function readDistro(
  { key: name, keyAt, value }: MapEntry,
  mistakes: Mistakes,
): Distro | undefined {
  if (!isDistribution(name))
    mistakes.add(keyAt, `unknown distribution "${name}"`, { accepted: DISTRIBUTION_NAMES })
  const map = readMap(value, name, mistakes)
  if (map === undefined) return undefined
  checkKeys(map, DISTRO_KEYS, mistakes)
  const source = readSource(map, name, mistakes)
  const form = source?.kind === 'unsaid' ? 'theirs' : 'present-day'
  for (const key of form === 'theirs' ? THEIR_KEYS : NEEDED_KEYS)
    requireKey(map, key, name, mistakes)
  const dependencies = valueOf(map, 'dependencies')
  const cuda =
    dependencies === undefined ? undefined : readDependencies(dependencies, form, mistakes)
  const architectures = readList(map, 'architectures', ARCHITECTURE, mistakes)
  const releaseTypes = readList(map, 'release_types', RELEASE_TYPE, mistakes)
  checkCuda(map, { releaseTypes, architectures, cuda }, mistakes)
  return {
    name,
    at: keyAt,
    suffix: readSuffix(map, mistakes) ?? name,
    ...readTemplateFields(map, form, mistakes),
    source: source ?? { kind: 'unsaid' },
    conda: readConda(map, name, mistakes),
    ignorePython: readList(map, 'ignore_python', PYTHON, mistakes, 'may be empty'),
    envars: readEnvars(map, mistakes),
    architectures,
    releaseTypes: releaseTypes.filter(isReleaseType),
    cuda,
  }
}

function isReleaseType(text: string): text is ReleaseType {
  return RELEASE_TYPES.some((type) => type === text)
}

function readSource(map: MapNode, name: string, mistakes: Mistakes): PythonSource | undefined {
  const packages = present(map, 'packages')
  const image = present(map, 'image')
  if (packages !== undefined && image !== undefined)
    mistakes.add(image.at, `${name} has both "packages" and "image"`, {
      fix: 'leave one of them out: Python comes from one of them',
    })
  if (packages !== undefined) return readPackages(packages, name, mistakes)
  if (image !== undefined) return readImage(image, 'image', mistakes)
  return { kind: 'unsaid' }
}

function readConda(map: MapNode, name: string, mistakes: Mistakes): PythonSource | undefined {
  const node = present(map, 'conda')
  if (node === undefined || (node.kind === 'boolean' && !node.value)) return undefined
  if (!isDebian(name))
    return mistakes.add(node.at, `conda cannot be in images of ${name}`, {
      accepted: 'conda in images of Debian, or conda: false',
    })
  if (node.kind === 'boolean') return { kind: 'unsaid' }
  if (node.kind === 'map') return readImage(node, 'conda', mistakes)
  return mistakes.add(node.at, `conda must be true or false, not ${nameNode(node)}`, {
    accepted: 'true, false, or the images that have conda',
  })
}

function readList(
  map: MapNode,
  key: string,
  rule: ItemRule,
  mistakes: Mistakes,
  emptiness: 'error' | 'may be empty' = 'error',
): readonly string[] {
  const node = valueOf(map, key)
  if (node === undefined || (node.kind === 'null' && emptiness === 'may be empty')) return []
  const items = readItems(node, key, rule, mistakes) ?? []
  if (node.kind === 'list' && node.items.length === 0 && emptiness === 'error')
    mistakes.add(node.at, `${key} is empty`, rule.advice)
  return items
}

function readEnvars(map: MapNode, mistakes: Mistakes): readonly string[] {
  const envars = readList(map, 'envars', ENVAR, mistakes, 'may be empty')
  const names = envars.map((each) => each.slice(0, each.indexOf('=')))
  const node = valueOf(map, 'envars')
  for (const [index, name] of names.entries())
    if (names.indexOf(name) !== index && node !== undefined)
      mistakes.add(node.at, `envars sets ${name} twice`)
  return envars
}

function readSuffix(map: MapNode, mistakes: Mistakes): string | undefined {
  const node = present(map, 'suffixes')
  const suffix = node === undefined ? undefined : readFilledText(node, 'suffixes', mistakes)
  if (node === undefined || suffix === undefined || /^[A-Za-z0-9][\w.]{0,63}$/.test(suffix))
    return suffix
  return mistakes.add(node.at, `suffixes cannot be part of a tag: "${suffix}"`, {
    accepted: 'letters, digits, "." and "_", such as debian11',
  })
}

/** What Dockerfiles would be made from; nothing of it must be there where they are not. */
function readTemplateFields(
  map: MapNode,
  form: 'theirs' | 'present-day',
  mistakes: Mistakes,
): Pick<Distro, 'baseImage' | 'templatesDir' | 'header'> {
  const read = (key: string): string | undefined => {
    const node = valueOf(map, key)
    if (node === undefined || (form === 'present-day' && isNothing(node))) return undefined
    return readFilledText(node, key, mistakes)
  }
  const templatesDir = read('templates_dir')
  if (templatesDir !== undefined && !TEMPLATE_DIRECTORIES.includes(templatesDir))
    mistakes.add(
      valueOf(map, 'templates_dir')?.at ?? map.at,
      `unknown templates_dir "${templatesDir}"`,
      {
        accepted: TEMPLATE_DIRECTORIES.join(', '),
      },
    )
  const header = valueOf(map, 'header')
  return {
    templatesDir,
    baseImage: read('base_image'),
    header:
      header === undefined || isNothing(header) ? undefined : readText(header, 'header', mistakes),
  }
}

function isNothing(node: DocumentNode): boolean {
  return node.kind === 'null' || (node.kind === 'text' && node.value === '')
}

function checkCuda(
  map: MapNode,
  read: {
    readonly releaseTypes: readonly string[]
    readonly architectures: readonly string[]
    readonly cuda: CudaDependencies | undefined
  },
  mistakes: Mistakes,
): void {
  if (!read.releaseTypes.includes('cudnn')) return
  const missing = read.architectures.filter((each) => read.cuda?.byArchitecture.has(each) !== true)
  if (missing.length === 0) return
  const at = present(map, 'dependencies')?.at ?? valueOf(map, 'release_types')?.at ?? map.at
  mistakes.add(at, `cudnn images need dependencies.cuda of ${missing.join(', ')}`, {
    fix: 'add them, or take cudnn out of release_types',
  })
}
