import type { Mistakes } from '../document/mistakes.ts'
import type { DocumentNode, MapEntry, MapNode } from '../document/node.ts'
import { nameNode, valueOf } from '../document/node.ts'
import { checkKeys, readMap } from '../document/read.ts'
import { parseYaml } from '../document/yaml.ts'
import { parseReference } from '../reference.ts'
import { checkTags } from './check_tags.ts'
import { readItems, requireText } from './fields.ts'
import type { Manifest, RegistryBlock, ReleaseBlock } from './manifest.ts'
import { DISTRO_KEYS, readDistro } from './read_distro.ts'
import { isPythonVersion } from './words.ts'

const REGISTRY_KEYS = ['password', 'password_type', 'url', 'user']
const RELEASE_KEY = /^w_cuda_v(\d+)\.(\d+)\.(\d+)$/
const ACCEPTED_RELEASE = 'w_cuda_vMAJOR.MINOR.PATCH, such as w_cuda_v11.5.1'
/** Keys that have a meaning where Dockerfiles are made, and CUDA comes from NVIDIA's repositories, alone. */
const MEANS_NOTHING = ['templates_dir', 'header', 'cuda_url_suffixes']
const ACCEPTED_KEYS = `common, python_versions, a registry such as docker.io, ${ACCEPTED_RELEASE}`

/**
 * Reads a manifest of base images: BentoML's as it is, or one that says as well where Python comes from.
 *
 * @returns undefined where there is nothing to go on with; the mistakes say why
 */
export function readManifest(file: string, text: string, mistakes: Mistakes): Manifest | undefined {
  const documents = parseYaml(file, text, mistakes)
  const [document, second] = documents
  const start = { file, line: 1, column: 1 }
  if (second !== undefined) mistakes.add(second.at, 'a manifest is one document')
  if (document === undefined)
    return mistakes.errors.length > 0 ? undefined : mistakes.add(start, 'the manifest is empty')
  const map = readMap(document, 'a manifest', mistakes)
  if (map === undefined) return undefined
  warnOfNothing(map, mistakes, new Set())
  readCommon(map, mistakes)
  const { registries, blocks } = readBlocks(map, mistakes)
  const manifest = { file, registries, pythonVersions: readPythons(map, mistakes), blocks }
  if (blocks.length === 0 && mistakes.errors.length === 0)
    mistakes.add(map.at, 'the manifest has no release', { accepted: ACCEPTED_RELEASE })
  checkTags(manifest, mistakes)
  return manifest
}

/** Says of each key that means nothing where it stands first. */
function warnOfNothing(node: DocumentNode, mistakes: Mistakes, told: Set<string>): void {
  if (node.kind !== 'map') return
  for (const { key, keyAt, value } of node.entries) {
    if (MEANS_NOTHING.includes(key) && !told.has(key)) {
      told.add(key)
      mistakes.warn(keyAt, `"${key}" means nothing here, and is ignored`)
    }
    warnOfNothing(value, mistakes, told)
  }
}

function readCommon(map: MapNode, mistakes: Mistakes): void {
  const node = valueOf(map, 'common')
  if (node === undefined) {
    mistakes.add(map.at, 'the manifest has no "common"', {
      fix: 'add common: &common, with what distributions share by <<: *common',
    })
    return
  }
  const common = readMap(node, 'common', mistakes)
  if (common !== undefined) checkKeys(common, DISTRO_KEYS, mistakes)
}

function readPythons(map: MapNode, mistakes: Mistakes): readonly string[] | undefined {
  const node = valueOf(map, 'python_versions')
  if (node === undefined) return undefined
  const versions = readItems(
    node,
    'python_versions',
    {
      isRight: isPythonVersion,
      problem: (text) => `"${text}" is no version of Python`,
      advice: { accepted: 'two numbers in quotes, such as "3.10"' },
    },
    mistakes,
  )
  if (node.kind === 'list' && node.items.length === 0)
    mistakes.add(node.at, 'python_versions is empty')
  return versions
}

function readBlocks(map: MapNode, mistakes: Mistakes): Pick<Manifest, 'registries' | 'blocks'> {
  const registries: RegistryBlock[] = []
  const blocks: ReleaseBlock[] = []
  for (const entry of map.entries) {
    if (entry.key === 'common' || entry.key === 'python_versions') continue
    if (RELEASE_KEY.test(entry.key)) blocks.push(...readRelease(entry, mistakes))
    else if (isRegistry(entry)) registries.push(...readRegistry(entry, mistakes))
    else addUnknown(entry, mistakes)
  }
  return { registries, blocks }
}

/** A block is a registry by what it has, since its key can be any host. */
function isRegistry({ key, value }: MapEntry): boolean {
  if (value.kind === 'map' && REGISTRY_KEYS.some((each) => valueOf(value, each) !== undefined))
    return true
  return !/cuda/i.test(key) && /^[\w-]+(?:\.[\w-]+)+(?::\d+)?$|^localhost(?::\d+)?$/.test(key)
}

function addUnknown({ key, keyAt }: MapEntry, mistakes: Mistakes): void {
  if (/^w_|cuda/i.test(key))
    mistakes.add(keyAt, `"${key}" is no release`, { accepted: ACCEPTED_RELEASE })
  else mistakes.add(keyAt, `unknown key "${key}"`, { accepted: ACCEPTED_KEYS })
}

function readRegistry(
  { key: name, keyAt, value }: MapEntry,
  mistakes: Mistakes,
): readonly RegistryBlock[] {
  const reference = parseReference(`${name}/x`)
  if (!reference.ok || (reference.value.name !== 'x' && reference.value.name !== 'library/x'))
    mistakes.add(keyAt, `"${name}" is no registry`, { accepted: 'HOST[:PORT], such as docker.io' })
  const map = readMap(value, name, mistakes)
  if (map === undefined) return []
  checkKeys(map, REGISTRY_KEYS, mistakes)
  const [user, password] = [
    variable(map, 'user', name, mistakes),
    variable(map, 'password', name, mistakes),
  ]
  const url = variable(map, 'url', name, mistakes)
  const type = requireText(map, 'password_type', name, mistakes)
  if (type !== undefined && type !== 'envars')
    mistakes.add(valueOf(map, 'password_type')?.at ?? map.at, `unknown password_type "${type}"`, {
      accepted: 'envars: the password is in an environment variable',
    })
  if (user === undefined || password === undefined || url === undefined) return []
  return [{ name, user, password, url }]
}

/** Reads the name of an environment variable. */
function variable(map: MapNode, key: string, what: string, mistakes: Mistakes): string | undefined {
  const name = requireText(map, key, what, mistakes)
  if (name === undefined || /^[A-Za-z_]\w*$/.test(name)) return name
  return mistakes.add(valueOf(map, key)?.at ?? map.at, `${key} must name an environment variable`, {
    accepted: 'such as DOCKER_USER; what logs in never stands in a manifest',
  })
}

function readRelease({ key, value }: MapEntry, mistakes: Mistakes): readonly ReleaseBlock[] {
  const [, major = '', minor = '', patch = ''] = RELEASE_KEY.exec(key) ?? []
  const map = readDistros(value, key, mistakes)
  if (map === undefined) return []
  const distros = map.entries.flatMap((entry) => readDistro(entry, mistakes) ?? [])
  return [{ cuda: { major, minor, patch }, distros }]
}

function readDistros(node: DocumentNode, key: string, mistakes: Mistakes): MapNode | undefined {
  if (node.kind === 'map' && node.entries.length > 0) return node
  return mistakes.add(node.at, `${key} has no distribution, but ${nameNode(node)}`)
}
