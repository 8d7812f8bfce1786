import type { Hash } from 'node:crypto'
import { createHash } from 'node:crypto'
import { constants, createReadStream } from 'node:fs'
import { mkdir, open, readFile, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Descriptor } from '../../core/descriptor.ts'
import type { Digest } from '../../core/digest.ts'
import { digestOfHex } from '../../core/digest.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import { indexBytes, parseLayoutIndex } from '../../core/oci/index_document.ts'
import { withImage } from '../../core/registry/layout_index.ts'
import { fileFailure, systemErrorCode } from '../file_failure.ts'
import { writeFailure } from '../write_failure.ts'
import type { BlobSource } from '../blob/image_source.ts'
import { blobFile } from '../layout/layout_source.ts'
import type { DownloadState } from './blob_download.ts'
import { PartialBlob } from '../layout/partial_blob.ts'
import { isResumable } from './registry_source.ts'
import { isWrongContent } from './wrong_content.ts'
import { replaceFile, withFileLock } from '../layout/shared_file.ts'

/**
 * An OCI layout directory that images are added to, by several processes at a time if need be. A blob has
 * its name only when it is whole and verified; until then it is a {@link PartialBlob}, from which a later
 * run goes on. `index.json` comes last, in one step, so that the layout never names anything incomplete.
 */
export class LayoutStore {
  readonly #directory: string
  readonly #signal: AbortSignal | undefined

  private constructor(directory: string, signal: AbortSignal | undefined) {
    this.#directory = directory
    this.#signal = signal
  }

  /**
   * Opens a layout, or makes a directory for one.
   *
   * @param signal ends the reading and writing of blobs with its reason
   * @throws ExpectedFailure when the directory holds other things
   */
  static async open(directory: string, signal?: AbortSignal): Promise<LayoutStore> {
    const names = await namesIn(directory)
    if (names.length > 0 && !names.includes('oci-layout') && !names.includes('blobs')) {
      const problem = 'it is a directory with other things in it'
      throw new ExpectedFailure({
        topic: 'image',
        reason: 'not-a-layout',
        path: directory,
        problem,
      })
    }
    await mkdir(join(directory, 'blobs/sha256'), { recursive: true }).catch((error: unknown) => {
      throw fileFailure(directory, error)
    })
    return new LayoutStore(directory, signal)
  }

  /** Whether a blob is there, whole and right; one that is not will be replaced. */
  async has({ digest, size }: Descriptor): Promise<boolean> {
    const path = blobFile(this.#directory, digest)
    const stats = await stat(path).catch(() => undefined)
    if (stats === undefined) return false
    return stats.size === size && (await digestOfFile(path, this.#signal)) === digest
  }

  /** Stores a document. */
  async writeDocument({ digest }: Descriptor, bytes: Uint8Array): Promise<void> {
    const path = blobFile(this.#directory, digest)
    await replaceFile(path, bytes).catch((error: unknown) => {
      throw writeFailure(path, bytes.length, error)
    })
  }

  /**
   * Stores a blob, going on from what an earlier run left of it.
   *
   * @param onPosition called with how many bytes of the blob are there
   * @returns bytes that were transferred
   */
  async writeBlob(source: BlobSource, onPosition: (bytes: number) => void): Promise<number> {
    const path = blobFile(this.#directory, source.descriptor.digest)
    const part = await PartialBlob.claim(path)
    try {
      for (;;) {
        const written = await tryToFill(part, source, (bytes) => {
          this.#signal?.throwIfAborted()
          onPosition(bytes)
        })
        if (written === undefined) continue
        await part.complete()
        return written
      }
    } catch (error) {
      await part.release()
      throw writeFailure(path, source.descriptor.size, error)
    }
  }

  /**
   * Puts an image among those of the layout, and so completes it.
   *
   * @param name the image's name in the layout; undefined for none
   */
  async add(root: Descriptor, name: string | undefined): Promise<void> {
    const path = join(this.#directory, 'index.json')
    try {
      await replaceFile(join(this.#directory, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}')
      await withFileLock(path, async () => {
        const before = await readFile(path).catch(() => undefined)
        const index = before === undefined ? undefined : parseLayoutIndex(before)
        const manifests = withImage(index?.ok === true ? index.value.manifests : [], root, name)
        const annotations = index?.ok === true ? index.value.annotations : {}
        await replaceFile(path, indexBytes({ manifests, annotations }))
      })
    } catch (error) {
      throw writeFailure(path, root.size, error)
    }
  }
}

async function namesIn(directory: string): Promise<readonly string[]> {
  try {
    return await readdir(directory)
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return []
    throw fileFailure(directory, error)
  }
}

/**
 * Fills a part up.
 *
 * @returns bytes that were transferred; undefined where what was there already turned out wrong, and is gone
 */
async function tryToFill(
  part: PartialBlob,
  source: BlobSource,
  onPosition: (bytes: number) => void,
): Promise<number | undefined> {
  const state = await partialState(part.path, source)
  try {
    return await append(part.path, state.offset, chunksOf(source, state), onPosition)
  } catch (error) {
    if (!isNotTheBlob(error)) throw error
    // What turned out wrong is nothing to go on from; perhaps only the start of it was wrong.
    await part.discard()
    const another = isResumable(source) && source.useNextSource?.() === true
    if (state.offset === 0 && !another) throw error
    return undefined
  }
}

/** Hashes what is there of a blob; too much is as good as nothing. */
async function partialState(part: string, source: BlobSource): Promise<DownloadState> {
  const stats = await stat(part).catch(() => undefined)
  const offset = stats?.size ?? 0
  const hash = createHash('sha256')
  if (offset === 0 || offset > source.descriptor.size || !isResumable(source)) {
    return { hash, offset: 0 }
  }
  await hashFile(part, hash)
  return { hash, offset }
}

function chunksOf(source: BlobSource, state: DownloadState): AsyncIterable<Uint8Array> {
  return isResumable(source) ? source.resume(state) : source.open()
}

async function append(
  part: string,
  offset: number,
  chunks: AsyncIterable<Uint8Array>,
  onPosition: (bytes: number) => void,
): Promise<number> {
  const { O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW } = constants
  await using file = await open(
    part,
    O_WRONLY | O_CREAT | O_NOFOLLOW | (offset === 0 ? O_TRUNC : 0),
  )
  let position = offset
  onPosition(position)
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length;) {
      at += (await file.write(chunk, at, chunk.length - at, position + at)).bytesWritten
    }
    position += chunk.length
    onPosition(position)
  }
  return position - offset
}

async function digestOfFile(path: string, signal: AbortSignal | undefined): Promise<Digest> {
  const hash = createHash('sha256')
  await hashFile(path, hash, signal)
  return digestOfHex(hash.digest('hex'))
}

async function hashFile(path: string, hash: Hash, signal?: AbortSignal): Promise<void> {
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) {
    signal?.throwIfAborted()
    hash.update(chunk as Buffer)
  }
}

/** Whether what arrived is not the blob: a registry gave other bytes, or a file has changed. */
function isNotTheBlob(error: unknown): boolean {
  const isChanged = error instanceof ExpectedFailure && error.failure.reason === 'changed-content'
  return isChanged || isWrongContent(error)
}
