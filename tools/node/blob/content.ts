import type { Descriptor } from '../../core/descriptor.ts'
import type { Digest } from '../../core/digest.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import type { TarPart } from '../../core/layer/tar_parts.ts'
import { sizeOfTarPart } from '../../core/layer/tar_parts.ts'
import type { Part } from '../../core/layer_set.ts'
import { assertNever } from '../../core/never.ts'
import type { BlobSource } from './image_source.ts'
import { changedSize } from './source_file.ts'
import { readAhead } from './read_ahead.ts'

/** A blob that is a file. */
export function fileBlob(descriptor: Descriptor, file: string): BlobSource {
  const parts = [{ kind: 'file', source: file, size: descriptor.size }] as const
  return { descriptor, file, open: (start) => verified(descriptor, parts, start) }
}

/**
 * A blob that is put together while it is read.
 *
 * @param locate where the file of a key is; throws an ExpectedFailure for an unknown key
 */
export function recipeBlob(
  descriptor: Descriptor,
  parts: readonly Part[],
  locate: (key: string) => string,
): BlobSource {
  const openRecipe = (start?: number): AsyncIterable<Uint8Array> => {
    const located = parts.map((part) => locatedPart(part, locate))
    return verified(descriptor, located, start)
  }
  return { descriptor, file: undefined, open: openRecipe }
}

function locatedPart(part: Part, locate: (key: string) => string): TarPart {
  switch (part.kind) {
    case 'literal':
      return { kind: 'bytes', bytes: Buffer.from(part.base64, 'base64') }
    case 'file':
      return { kind: 'file', source: locate(part.file), size: part.size }
    case 'zeros':
      return part
    default:
      return assertNever(part)
  }
}

/** A blob that nothing here can give: reading it fails, asking a registry for it need not. */
export function missingBlob(descriptor: Descriptor, path: string): BlobSource {
  const { digest } = descriptor
  return {
    descriptor,
    file: undefined,
    open: () => {
      throw new ExpectedFailure({ topic: 'image', reason: 'missing-blob', digest, path })
    },
  }
}

/**
 * Passes bytes on while they are counted and hashed. The chunk that completes the blob is passed on only
 * when the digest of the whole is right.
 */
async function* verified(
  descriptor: Descriptor,
  parts: readonly TarPart[],
  start = 0,
): AsyncGenerator<Uint8Array> {
  const sources = parts.flatMap((part) => (part.kind === 'file' ? [part.source] : []))
  const size = parts.reduce((sum, part) => sum + sizeOfTarPart(part), 0)
  if (size !== descriptor.size) throw changedSize(sources, descriptor.size, size)
  let offset = 0
  for await (const { chunk, digest } of readAhead(parts, size)) {
    if (digest !== undefined) checkDigest(descriptor, sources, digest)
    const end = offset + chunk.length
    if (end > start) yield start > offset ? chunk.subarray(start - offset) : chunk
    offset = end
  }
}

function checkDigest(descriptor: Descriptor, sources: readonly string[], actual: Digest): void {
  const expected = descriptor.digest
  if (actual !== expected)
    throw new ExpectedFailure({
      topic: 'image',
      reason: 'changed-content',
      sources,
      expected,
      actual,
    })
}
