import { binariesInOrder, readLayerBinaries } from './binary/layer_binaries_json.ts'
import type { DiffId, Digest } from './digest.ts'
import { diffIdOf, parseDigest } from './digest.ts'
import type { JsonCursor } from './json/cursor.ts'
import { decodeJson } from './json/cursor.ts'
import type { Content, Layer, LayerSet, Part } from './layer_set.ts'
import { formatRepository, parseRepository } from './reference.ts'
import type { Result } from './result.ts'

/** Checks a parsed layer-set file; the failure says what is wrong with it and where. */
export function parseLayerSet(value: unknown): Result<LayerSet, string> {
  return decodeJson(value, readLayerSet)
}

/**
 * The text of a layer-set file: one layer a line, fields in the order of {@link Layer}, so that equal
 * sets are equal bytes and people can read a diff.
 */
export function serializeLayerSet(set: LayerSet): string {
  const lines = set.layers.map((layer) => `    ${JSON.stringify(inOrder(layer))}`)
  const layers = lines.length === 0 ? '[]' : `[\n${lines.join(',\n')}\n  ]`
  return `{\n  "version": 1,\n  "layers": ${layers}\n}\n`
}

function inOrder(layer: Layer): Layer {
  const { mediaType, digest, size, diffId, description, content, binaries } = layer
  const annotations = Object.entries(layer.annotations).sort(([a], [b]) => (a < b ? -1 : 1))
  return {
    mediaType,
    digest,
    size,
    diffId,
    annotations: Object.fromEntries(annotations),
    description,
    content: contentInOrder(content),
    ...(binaries === undefined ? {} : { binaries: binariesInOrder(binaries) }),
  }
}

function contentInOrder(content: Content): Content {
  switch (content.kind) {
    case 'blob':
      return { kind: 'blob', file: content.file }
    case 'recipe':
      return { kind: 'recipe', parts: content.parts.map(partInOrder) }
    case 'registry':
      return { kind: 'registry', repository: content.repository, file: content.file }
  }
}

function partInOrder(part: Part): Part {
  switch (part.kind) {
    case 'literal':
      return { kind: 'literal', base64: part.base64 }
    case 'file':
      return { kind: 'file', file: part.file, size: part.size }
    case 'zeros':
      return { kind: 'zeros', size: part.size }
  }
}

/** Reads a layer set where it stands in a document. */
export function readLayerSet(root: JsonCursor): LayerSet {
  const version = root.field('version')
  if (version.value !== 1) version.fail('expected 1, the version of layer sets that this rt reads')
  return { version: 1, layers: root.field('layers').list(readLayer) }
}

function readLayer(at: JsonCursor): Layer {
  const binaries = at.optional('binaries')
  const layer: Layer = {
    mediaType: at.field('mediaType').string(),
    digest: readDigest(at.field('digest')),
    size: at.field('size').count(),
    diffId: readDiffId(at.field('diffId')),
    annotations: at.optional('annotations')?.record((item) => item.string()) ?? {},
    description: at.field('description').string(),
    content: readContent(at.field('content')),
    ...(binaries === undefined ? {} : { binaries: readLayerBinaries(binaries) }),
  }
  const { content } = layer
  if (content.kind === 'recipe' && sizeOfParts(content.parts) !== layer.size)
    at.field('size').fail(`expected the sum of the recipe, ${sizeOfParts(content.parts)}`)
  return layer
}

function readContent(at: JsonCursor): Content {
  const kind = at.field('kind')
  switch (kind.string()) {
    case 'blob':
      return { kind: 'blob', file: at.field('file').string() }
    case 'recipe':
      return { kind: 'recipe', parts: at.field('parts').list(readPart) }
    case 'registry':
      return {
        kind: 'registry',
        repository: readRepositoryName(at.field('repository')),
        file: at.field('file').string(),
      }
    default:
      return kind.fail('expected "blob", "recipe" or "registry"')
  }
}

function readPart(at: JsonCursor): Part {
  const kind = at.field('kind')
  switch (kind.string()) {
    case 'literal':
      return { kind: 'literal', base64: readBase64(at.field('base64')) }
    case 'file':
      return { kind: 'file', file: at.field('file').string(), size: at.field('size').count() }
    case 'zeros':
      return { kind: 'zeros', size: at.field('size').count() }
    default:
      return kind.fail('expected "literal", "file" or "zeros"')
  }
}

/** `HOST[:PORT]/NAME`, as rt writes it. */
function readRepositoryName(at: JsonCursor): string {
  const repository = parseRepository(at.string())
  return repository.ok ? formatRepository(repository.value) : at.fail('expected HOST[:PORT]/NAME')
}

/** Standard base64 with padding (RFC 4648, section 4), without line breaks. */
function readBase64(at: JsonCursor): string {
  const text = at.string()
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text)
    ? text
    : at.fail('expected base64 with padding')
}

/** Bytes of a run of parts. */
export function sizeOfParts(parts: readonly Part[]): number {
  return parts.reduce((sum, part) => sum + sizeOfPart(part), 0)
}

/** Bytes of one part. */
export function sizeOfPart(part: Part): number {
  if (part.kind !== 'literal') return part.size
  const padding = part.base64.endsWith('==') ? 2 : part.base64.endsWith('=') ? 1 : 0
  return (part.base64.length / 4) * 3 - padding
}

/** Reads a sha256 digest. */
export function readDigest(at: JsonCursor): Digest {
  const digest = parseDigest(at.string())
  return digest.ok ? digest.value : at.fail('expected sha256: and 64 lower-case hexadecimal digits')
}

/** Reads the sha256 digest of an uncompressed layer. */
export function readDiffId(at: JsonCursor): DiffId {
  return diffIdOf(readDigest(at))
}
