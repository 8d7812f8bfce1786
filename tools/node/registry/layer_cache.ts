import { homedir } from 'node:os'
import { join } from 'node:path'
import { ExpectedFailure } from '../../core/failure.ts'
import { fileBlob } from '../blob/content.ts'
import type { BlobSource } from '../blob/image_source.ts'
import { blobFile } from '../layout/layout_source.ts'
import { LayoutStore } from './layout_store.ts'

type Env = Readonly<Record<string, string | undefined>>

/** Where rt keeps what it can fetch again: `$RT_CACHE_DIR`, `$XDG_CACHE_HOME/rt` or `~/.cache/rt`. */
export function cacheDirectory(env: Env): string {
  const home = env['XDG_CACHE_HOME'] || join(env['HOME'] ?? homedir(), '.cache')
  return env['RT_CACHE_DIR'] || join(home, 'rt')
}

/**
 * Layers of registries that were fetched before, by digest: whole and verified, in `layers/blobs/sha256`
 * of the {@link cacheDirectory}. Several processes may use it at the same time; what is deleted is fetched
 * again.
 */
export class LayerCache {
  readonly #directory: string
  #store: Promise<LayoutStore> | undefined

  constructor(env: Env) {
    this.#directory = join(cacheDirectory(env), 'layers')
  }

  /**
   * Makes sure that a blob is in the cache.
   *
   * @returns its file
   * @throws ExpectedFailure when it cannot be read or stored
   */
  async fetch(blob: BlobSource): Promise<string> {
    const { descriptor } = blob
    const store = await this.#open()
    if (!(await store.has(descriptor))) await store.writeBlob(blob, () => undefined)
    return blobFile(this.#directory, descriptor.digest)
  }

  /** The same blob, fetched into the cache by the first who reads it; streamed where there is no cache. */
  filled(blob: BlobSource): BlobSource {
    return this.#reading(blob, () => this.fetch(blob))
  }

  /** The same blob, read from the cache where it is there, and else from where it is. */
  preferred(blob: BlobSource): BlobSource {
    return this.#reading(blob, async () => {
      const store = await this.#open()
      const isHere = await store.has(blob.descriptor)
      return isHere ? blobFile(this.#directory, blob.descriptor.digest) : undefined
    })
  }

  #reading(blob: BlobSource, find: () => Promise<string | undefined>): BlobSource {
    const { descriptor, origin } = blob
    const isUsable = (): Promise<boolean> => this.#isUsable()
    return {
      descriptor,
      file: undefined,
      ...(origin === undefined ? {} : { origin }),
      async *open(start) {
        const file = (await isUsable()) ? await find() : undefined
        yield* file === undefined ? blob.open(start) : fileBlob(descriptor, file).open(start)
      },
    }
  }

  /** Without a home that can be written to, there is no cache. */
  async #isUsable(): Promise<boolean> {
    try {
      await this.#open()
      return true
    } catch (error) {
      if (error instanceof ExpectedFailure && error.failure.topic === 'file') return false
      throw error
    }
  }

  #open(): Promise<LayoutStore> {
    this.#store ??= LayoutStore.open(this.#directory)
    return this.#store
  }
}
