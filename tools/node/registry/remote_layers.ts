import type { Descriptor } from '../../core/descriptor.ts'
import type { Repository } from '../../core/reference.ts'
import { formatRepository } from '../../core/reference.ts'
import type { BlobSource } from '../blob/image_source.ts'
import type { ReadRemote } from '../layout/layout_source.ts'
import type { LayerCache } from './layer_cache.ts'
import type { ReaderOptions } from './reader.ts'
import { RegistryReader } from './reader.ts'

/** Whether what was fetched is kept: `fill` for who needs it again, `prefer` for who passes it on. */
export type CacheUse = 'fill' | 'prefer'

/**
 * Reads layers of pulled bases from their registries when somebody needs the bytes, and not before. To be
 * disposed of, for it keeps connections.
 */
export class RemoteLayers implements Disposable {
  readonly #options: ReaderOptions
  readonly #cache: LayerCache
  readonly #use: CacheUse
  readonly #readers = new Map<string, RegistryReader>()

  constructor(options: ReaderOptions, cache: LayerCache, use: CacheUse) {
    this.#options = options
    this.#cache = cache
    this.#use = use
  }

  /** Says how to read a layer; see {@link ReadRemote}. */
  readonly read: ReadRemote = (repository: Repository, descriptor: Descriptor): BlobSource => {
    const blob = this.#reader(repository).blob(descriptor)
    return this.#use === 'fill' ? this.#cache.filled(blob) : this.#cache.preferred(blob)
  };

  [Symbol.dispose](): void {
    for (const reader of this.#readers.values()) reader[Symbol.dispose]()
  }

  #reader(repository: Repository): RegistryReader {
    const name = formatRepository(repository)
    const known = this.#readers.get(name)
    if (known !== undefined) return known
    const reader = new RegistryReader(repository, this.#options)
    this.#readers.set(name, reader)
    return reader
  }
}
