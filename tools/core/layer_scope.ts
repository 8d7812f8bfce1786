import type { Content, LayerSet, Part } from './layer_set.ts'

/**
 * How a command line names a layer set: `FILE`, or `SCOPE<TAB>FILE` where the keys in the file are below
 * SCOPE.
 *
 * An index has images that one target made for several platforms. Their files have the same runfiles
 * paths, so the index gives each image a directory of its own in the runfiles: its scope.
 */
export interface LayerSetName {
  /** Empty for none. */
  readonly scope: string
  readonly file: string
}

/** Splits what a command line says of a layer set. */
export function parseLayerSetName(text: string): LayerSetName {
  const tab = text.indexOf('\t')
  return tab < 0
    ? { scope: '', file: text }
    : { scope: text.slice(0, tab), file: text.slice(tab + 1) }
}

/** Puts all keys of a layer set below a scope; an empty scope changes nothing. */
export function withScope(set: LayerSet, scope: string): LayerSet {
  if (scope === '') return set
  const layers = set.layers.map((layer) => ({
    ...layer,
    content: scopedContent(layer.content, scope),
  }))
  return { ...set, layers }
}

function scopedContent(content: Content, scope: string): Content {
  return content.kind === 'recipe'
    ? { ...content, parts: content.parts.map((part) => scopedPart(part, scope)) }
    : { ...content, file: `${scope}/${content.file}` }
}

function scopedPart(part: Part, scope: string): Part {
  return part.kind === 'file' ? { ...part, file: `${scope}/${part.file}` } : part
}
