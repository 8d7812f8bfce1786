import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { open } from 'node:fs/promises'
import type { Descriptor } from '../../core/descriptor.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import type { Part } from '../../core/layer_set.ts'
import { assertNever } from '../../core/never.ts'
import type { Repository } from '../../core/reference.ts'
import { formatRepository } from '../../core/reference.ts'
import { fileFailure } from '../file_failure.ts'
import type { BlobSource } from './image_source.ts'

/** Bytes that are read from a file at once. */
const CHUNK = 1 << 20

const ZEROS = new Uint8Array(1 << 16)

/** A blob that is a file. */
export function fileBlob(descriptor: Descriptor, file: string): BlobSource {
  const chunks = (): AsyncIterable<Uint8Array> => fileChunks(file, descriptor.size)
  return { descriptor, file, open: (start) => verified(descriptor, [file], chunks(), start) }
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
    const files = parts.filter((part) => part.kind === 'file').map((part) => locate(part.file))
    return verified(descriptor, files, recipeChunks(parts, locate), start)
  }
  return { descriptor, file: undefined, open: openRecipe }
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

/** A blob that is in a registry, where there is no network: reading it fails. */
export function unfetchedBlob(repository: Repository, descriptor: Descriptor): BlobSource {
  const { digest } = descriptor
  return {
    descriptor,
    file: undefined,
    open: () => {
      const place = formatRepository(repository)
      throw new ExpectedFailure({
        topic: 'image',
        reason: 'not-fetched',
        digest,
        repository: place,
      })
    },
  }
}

/**
 * Passes bytes on while it counts and hashes them. The chunk that completes the blob is passed on only
 * when the digest of the whole is right.
 */
async function* verified(
  descriptor: Descriptor,
  sources: readonly string[],
  chunks: AsyncIterable<Uint8Array>,
  start = 0,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  let offset = 0
  for await (const chunk of chunks) {
    hash.update(chunk)
    const end = offset + chunk.length
    if (end > descriptor.size) throw changed(sources, descriptor.size, `more than ${end - 1}`)
    if (end === descriptor.size) checkDigest(descriptor, sources, hash.copy().digest('hex'))
    if (end > start) yield start > offset ? chunk.subarray(start - offset) : chunk
    offset = end
  }
  if (offset !== descriptor.size) throw changed(sources, descriptor.size, String(offset))
  if (offset === 0) checkDigest(descriptor, sources, hash.digest('hex'))
}

function checkDigest(descriptor: Descriptor, sources: readonly string[], hex: string): void {
  const actual = `sha256:${hex}`
  const expected: string = descriptor.digest
  if (actual !== expected)
    throw new ExpectedFailure({
      topic: 'image',
      reason: 'changed-content',
      sources,
      expected,
      actual,
    })
}

function changed(sources: readonly string[], expected: number, actual: string): ExpectedFailure {
  return new ExpectedFailure({
    topic: 'image',
    reason: 'changed-content',
    sources,
    expected: `${expected} bytes`,
    actual: `${actual} bytes`,
  })
}

async function* recipeChunks(
  parts: readonly Part[],
  locate: (key: string) => string,
): AsyncGenerator<Uint8Array> {
  for (const part of parts) {
    switch (part.kind) {
      case 'literal':
        yield Buffer.from(part.base64, 'base64')
        break
      case 'file':
        yield* fileChunks(locate(part.file), part.size)
        break
      case 'zeros':
        yield* zeros(part.size)
        break
      default:
        assertNever(part)
    }
  }
}

function* zeros(size: number): Generator<Uint8Array> {
  for (let left = size; left > 0; left -= ZEROS.length) yield ZEROS.subarray(0, left)
}

/**
 * Reads a file that must have the given size. The next read is under way while a chunk is being used, so
 * there are two buffers, in turns.
 */
async function* fileChunks(file: string, size: number): AsyncGenerator<Uint8Array> {
  await using handle = await openFile(file, size)
  const length = Math.min(CHUNK, size)
  let [current, next] = [Buffer.allocUnsafe(length), Buffer.allocUnsafe(length)]
  let pending = readAt(handle, current, 0, size, file)
  try {
    for (let offset = 0; offset < size;) {
      const count = await pending
      if (count === 0) throw changed([file], size, String(offset))
      offset += count
      pending = readAt(handle, next, offset, size, file)
      yield current.subarray(0, count)
      ;[current, next] = [next, current]
    }
  } finally {
    await pending.catch(() => 0)
  }
}

/** Fills a buffer from a position on, up to the size of the file; says how many bytes it read. */
async function readAt(
  handle: FileHandle,
  buffer: Buffer,
  position: number,
  size: number,
  file: string,
): Promise<number> {
  const wanted = Math.min(buffer.length, size - position)
  if (wanted === 0) return 0
  try {
    return (await handle.read(buffer, 0, wanted, position)).bytesRead
  } catch (error) {
    throw fileFailure(file, error)
  }
}

async function openFile(file: string, size: number): Promise<FileHandle> {
  const handle = await open(file, 'r').catch((error: unknown) => {
    throw fileFailure(file, error)
  })
  const stats = await handle.stat()
  if (stats.isFile() && stats.size === size) return handle
  await handle.close()
  if (stats.isFile()) throw changed([file], size, String(stats.size))
  const cause = 'it is not a regular file'
  throw new ExpectedFailure({ topic: 'file', reason: 'unreadable', path: file, cause })
}
