import type { Descriptor } from '../descriptor.ts'
import type { Repository } from '../reference.ts'
import { parseReference } from '../reference.ts'

/** The annotation that names an image's base (OCI image-spec, annotations.md). */
const BASE_NAME = 'org.opencontainers.image.base.name'
/** containerd's annotation of a layer: the repositories of one registry that hold it, by commas. */
const DISTRIBUTION_SOURCE = 'containerd.io/distribution.source.'
/** Every mount that is asked for and not granted costs a request, and leaves an upload behind that nobody goes on with. */
const MAX_SOURCES = 4

/**
 * Repositories of the same registry that may hold a layer, likeliest first: those that somebody named,
 * those that the layer says it came from, and that of the base image.
 *
 * @param named repository names, or whole references; those of other registries are left out
 */
export function mountSources(
  target: Repository,
  layer: Descriptor,
  manifestAnnotations: Readonly<Record<string, string>>,
  named: readonly string[],
): readonly string[] {
  const sources = layer.annotations?.[`${DISTRIBUTION_SOURCE}${target.registry}`]?.split(',') ?? []
  const base = manifestAnnotations[BASE_NAME]
  const references = base === undefined ? named : [...named, base]
  const names = [...sources, ...references.flatMap((text) => nameOnRegistry(text, target.registry))]
  return [...new Set(names)].filter((name) => name !== target.name).slice(0, MAX_SOURCES)
}

/** A text that names no host is a repository of the target's registry. */
function nameOnRegistry(text: string, registry: string): readonly string[] {
  const [first = ''] = text.split('/')
  const hasHost = text.includes('/') && /[.:]|^localhost$/.test(first)
  const reference = parseReference(hasHost ? text : `${registry}/${text}`)
  return reference.ok && reference.value.registry === registry ? [reference.value.name] : []
}
