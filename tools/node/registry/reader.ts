import { createHash } from 'node:crypto'
import type { Descriptor } from '../../core/descriptor.ts'
import type { Digest } from '../../core/digest.ts'
import type { Failure } from '../../core/failure.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import type { Reference, Repository } from '../../core/reference.ts'
import { formatRepository } from '../../core/reference.ts'
import type { MirrorTable, ReadEndpoint } from '../../core/registry/mirrors.ts'
import { readEndpoints } from '../../core/registry/mirrors.ts'
import { DEFAULT_RETRY_POLICY } from '../../core/registry/retry_policy.ts'
import type { ImageSource } from '../blob/image_source.ts'
import type { DownloadState } from './blob_download.ts'
import { downloadBlob } from './blob_download.ts'
import type { RegistryOptions } from './session.ts'
import { RegistrySession } from './session.ts'
import type { ResumableBlob } from './registry_source.ts'
import { fetchRoot, readDocument } from './registry_source.ts'
import { RepositoryClient } from './repository.ts'
import { isWrongContent } from './wrong_content.ts'

/** How to read, and from where else. */
export interface ReaderOptions extends RegistryOptions {
  readonly mirrors?: MirrorTable
  /** Told when a mirror is given up. */
  readonly onMirrorFailed?: (mirror: string, failure: Failure) => void
}

/** A mirror that falters is left sooner than a registry, for there is somebody else to ask. */
const TRIES_OF_A_MIRROR = 2

/**
 * Reads images of one repository: from its mirrors, in order, else from the registry itself. A mirror
 * that lacks something, cannot be reached, denies access or gives wrong bytes is not asked again; only
 * what the registry itself says is a failure. To be disposed of, for it keeps connections.
 */
export class RegistryReader implements Disposable {
  readonly repository: Repository
  readonly #options: ReaderOptions
  readonly #endpoints: readonly [ReadEndpoint, ...ReadEndpoint[]]
  readonly #clients = new Map<ReadEndpoint, RepositoryClient>()
  readonly #failed = new Set<ReadEndpoint>()

  constructor(repository: Repository, options: ReaderOptions) {
    this.repository = { registry: repository.registry, name: repository.name }
    this.#options = options
    this.#endpoints = readEndpoints(options.mirrors ?? new Map(), this.repository)
  }

  /** Requests that were sent so far, to whomever. */
  get requests(): number {
    return [...this.#clients.values()].reduce((sum, { registry }) => sum + registry.requests, 0)
  }

  [Symbol.dispose](): void {
    for (const { registry } of this.#clients.values()) registry[Symbol.dispose]()
  }

  /** Ends all that is under way; it fails with the reason. */
  abort(reason: unknown): void {
    for (const { registry } of this.#clients.values()) registry.abort(reason)
  }

  /**
   * Opens an image or an index; everything else is read when it is asked for.
   *
   * @throws ExpectedFailure when it is nowhere, or is no image that rt knows
   */
  async open(reference: Reference): Promise<ImageSource> {
    const { descriptor: root, bytes } = await this.#read((client) =>
      fetchRoot(client, { ...reference, ...client.registry.repository }),
    )
    const documents = new Map<Digest, Promise<Uint8Array>>([[root.digest, Promise.resolve(bytes)]])
    return {
      root,
      readSmall: (descriptor) => {
        const known = documents.get(descriptor.digest) ?? this.#document(descriptor)
        documents.set(descriptor.digest, known)
        return known
      },
      blob: (descriptor) => this.blob(descriptor),
    }
  }

  /** Says how to read a blob; nothing is asked yet. */
  blob(descriptor: Descriptor): ResumableBlob {
    let hasNextSource = false
    const resume = (state: DownloadState): AsyncIterable<Uint8Array> =>
      this.#download(descriptor, state, () => (hasNextSource = true))
    return {
      descriptor,
      file: undefined,
      origin: this.repository,
      resume,
      open: (start = 0) => withoutStart(resume({ hash: createHash('sha256'), offset: 0 }), start),
      useNextSource() {
        const [answer] = [hasNextSource, (hasNextSource = false)]
        return answer
      },
    }
  }

  #document(descriptor: Descriptor): Promise<Uint8Array> {
    return this.#read((client) => readDocument(client, descriptor))
  }

  /** Tries one endpoint after the other. */
  async #read<T>(action: (client: RepositoryClient) => Promise<T>): Promise<T> {
    for (;;) {
      const endpoint = this.#endpoint()
      try {
        return await action(this.#client(endpoint))
      } catch (error) {
        this.#leave(endpoint, error)
      }
    }
  }

  /**
   * Streams a blob; where a mirror breaks off, the next endpoint goes on. Wrong bytes cannot be taken back;
   * the mirrors that some of them came from are not asked again.
   */
  async *#download(
    descriptor: Descriptor,
    { hash, offset }: DownloadState,
    onMirrorsLeft: () => void,
  ): AsyncGenerator<Uint8Array> {
    let position = offset
    const suspects = new Set<ReadEndpoint>()
    for (;;) {
      const endpoint = this.#endpoint()
      suspects.add(endpoint)
      try {
        const state = { hash, offset: position }
        for await (const chunk of downloadBlob(this.#client(endpoint), descriptor, state)) {
          position += chunk.length
          yield chunk
        }
        return
      } catch (error) {
        if (!isWrongContent(error)) this.#leave(endpoint, error)
        else {
          if (this.#leaveAll(suspects, error)) onMirrorsLeft()
          throw error
        }
      }
    }
  }

  #endpoint(): ReadEndpoint {
    return this.#endpoints.find((endpoint) => !this.#failed.has(endpoint)) ?? this.#endpoints[0]
  }

  #client(endpoint: ReadEndpoint): RepositoryClient {
    const known = this.#clients.get(endpoint)
    if (known !== undefined) return known
    const client = new RepositoryClient(
      new RegistrySession(
        endpoint.repository,
        endpoint.isMirror ? this.#mirrorOptions(endpoint) : this.#options,
      ),
    )
    this.#clients.set(endpoint, client)
    return client
  }

  #mirrorOptions({ plain }: ReadEndpoint): RegistryOptions {
    const retry = this.#options.retry ?? DEFAULT_RETRY_POLICY
    const attempts = Math.min(retry.attempts, TRIES_OF_A_MIRROR)
    return { ...this.#options, insecure: plain, retry: { ...retry, attempts } }
  }

  /**
   * Gives a mirror up.
   *
   * @throws the error, when it is no failure of a mirror
   */
  #leave(endpoint: ReadEndpoint, error: unknown): void {
    this.#options.signal.throwIfAborted()
    if (!endpoint.isMirror || !(error instanceof ExpectedFailure)) throw error
    if (this.#failed.has(endpoint)) return
    this.#failed.add(endpoint)
    this.#options.onMirrorFailed?.(formatRepository(endpoint.repository), error.failure)
  }

  /** Gives the mirrors among some endpoints up; says whether there are any. */
  #leaveAll(endpoints: ReadonlySet<ReadEndpoint>, error: unknown): boolean {
    const mirrors = [...endpoints].filter((endpoint) => endpoint.isMirror)
    for (const endpoint of mirrors) this.#leave(endpoint, error)
    return mirrors.length > 0
  }
}

async function* withoutStart(
  chunks: AsyncIterable<Uint8Array>,
  start: number,
): AsyncGenerator<Uint8Array> {
  let skip = start
  for await (const chunk of chunks) {
    const rest = chunk.subarray(skip)
    skip -= chunk.length - rest.length
    if (rest.length > 0) yield rest
  }
}
