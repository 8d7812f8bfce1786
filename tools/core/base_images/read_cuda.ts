import type { Mistakes } from '../document/mistakes.ts'
import type { DocumentNode, MapEntry, MapNode } from '../document/node.ts'
import { valueOf } from '../document/node.ts'
import { checkKeys, present, readMap, readText } from '../document/read.ts'
import { readFilledText, readVersion, requireKey } from './fields.ts'
import type { CudaComponent, CudaDependencies, CudaOfArchitecture } from './manifest.ts'
import { CUDA_COMPONENTS, PLATFORMS } from './words.ts'

const URL_SUFFIX = 'cuda_url_suffixes'
const OF_ARCHITECTURE = ['components', 'requires']

/**
 * Reads `dependencies`.
 *
 * @param form whether all that BentoML's manager asks for must be there
 */
export function readDependencies(
  node: DocumentNode,
  form: 'theirs' | 'present-day',
  mistakes: Mistakes,
): CudaDependencies | undefined {
  if (node.kind === 'null') return undefined
  const map = readMap(node, 'dependencies', mistakes)
  if (map === undefined) return undefined
  checkKeys(map, ['cuda'], mistakes)
  const cudaNode = present(map, 'cuda')
  const cuda = cudaNode === undefined ? undefined : readMap(cudaNode, 'cuda', mistakes)
  if (cuda === undefined) return undefined
  const suffixNode =
    form === 'theirs' ? requireKey(cuda, URL_SUFFIX, 'cuda', mistakes) : present(cuda, URL_SUFFIX)
  const urlSuffix =
    suffixNode === undefined ? undefined : readText(suffixNode, URL_SUFFIX, mistakes)
  const version = present(cuda, 'version')
  if (version !== undefined) readVersion(version, 'version', mistakes)
  return { urlSuffix, byArchitecture: readArchitectures(cuda, form, mistakes) }
}

function readArchitectures(
  cuda: MapNode,
  form: 'theirs' | 'present-day',
  mistakes: Mistakes,
): ReadonlyMap<string, CudaOfArchitecture> {
  const read = new Map<string, CudaOfArchitecture>()
  for (const { key, keyAt, value } of cuda.entries) {
    if (key === URL_SUFFIX || key === 'version') continue
    if (!Object.hasOwn(PLATFORMS, key)) {
      checkKeys(
        { kind: 'map', at: cuda.at, entries: [{ key, keyAt, value }] },
        [URL_SUFFIX, 'version', ...Object.keys(PLATFORMS)],
        mistakes,
      )
      continue
    }
    const map = readMap(value, key, mistakes)
    if (map !== undefined) read.set(key, readArchitecture(map, key, form, mistakes))
  }
  return read
}

function readArchitecture(
  map: MapNode,
  name: string,
  form: 'theirs' | 'present-day',
  mistakes: Mistakes,
): CudaOfArchitecture {
  checkKeys(map, OF_ARCHITECTURE, mistakes)
  const what = `cuda.${name}`
  const requiresNode =
    form === 'theirs' ? requireKey(map, 'requires', what, mistakes) : valueOf(map, 'requires')
  const requires =
    requiresNode === undefined || (form === 'present-day' && requiresNode.kind === 'null')
      ? undefined
      : readFilledText(requiresNode, 'requires', mistakes)
  const componentsNode = requireKey(map, 'components', what, mistakes)
  const components =
    componentsNode === undefined ? undefined : readMap(componentsNode, 'components', mistakes)
  if (components?.entries.length === 0) mistakes.add(components.at, `${what} has no component`)
  return {
    requires,
    components: (components?.entries ?? []).flatMap(
      (entry) => readComponent(entry, mistakes) ?? [],
    ),
  }
}

function readComponent(
  { key, keyAt, value }: MapEntry,
  mistakes: Mistakes,
): CudaComponent | undefined {
  if (!Object.hasOwn(CUDA_COMPONENTS, key)) {
    return mistakes.add(keyAt, `unknown component "${key}"`, {
      accepted: Object.keys(CUDA_COMPONENTS).join(', '),
    })
  }
  if (value.kind === 'null') return { name: key, version: undefined }
  const map = readMap(value, key, mistakes)
  if (map === undefined) return undefined
  checkKeys(map, ['version'], mistakes)
  const version = present(map, 'version')
  return {
    name: key,
    version: version === undefined ? undefined : readVersion(version, 'version', mistakes),
  }
}
