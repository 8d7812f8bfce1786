import type { Digest } from '../../core/digest.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import { parseUploadRange, uploadContentRange } from '../../core/registry/range.ts'
import type { BlobSource } from '../blob/image_source.ts'
import { withholdLastByte } from '../blob/withhold.ts'
import { ChunkCursor } from './chunk_cursor.ts'
import type { Backoff, Setback } from './http/backoff.ts'
import type { HttpResponse } from './http/response.ts'
import type { Call } from './session.ts'
import type { RepositoryClient } from './repository.ts'
import { uploadLocation, uploading } from './repository.ts'

/** How to send a blob. */
export interface UploadOptions {
  /** An upload that has begun already, by a request for a mount. */
  readonly session?: URL | undefined
  /** Bytes of a chunk; undefined sends the blob whole, and in chunks only when the server refuses that. */
  readonly chunkSize?: number | undefined
  /** Called with how many bytes of the blob have been sent in this try. */
  readonly onPosition: (bytes: number) => void
}

/** For servers that refuse a request for its size (413). */
const FALLBACK_CHUNK_SIZE = 16 * 1024 * 1024

const DONE = [200, 201, 204]
const CHUNK_TAKEN = [200, 201, 202, 204]
/** Answers that speak of this session or this body, and not of the blob as such. */
const SESSION_TROUBLE = [400, 404, 413, 416]

type Step = 'done' | { readonly setback: Setback }

/**
 * Sends a blob to a repository that lacks it: whole in one request, going on from what the server has
 * after a broken one, in chunks where the server wants it, and anew when the session is gone.
 *
 * @returns bytes that were sent
 * @throws ExpectedFailure when the budget is used up or the registry refuses; what the source throws
 */
export async function uploadBlob(
  client: RepositoryClient,
  source: BlobSource,
  options: UploadOptions,
): Promise<number> {
  return new BlobUpload(client, source, options).run()
}

class BlobUpload {
  readonly #client: RepositoryClient
  readonly #source: BlobSource
  readonly #digest: Digest
  readonly #size: number
  readonly #onPosition: (bytes: number) => void
  readonly #what: string
  readonly #backoff: Backoff
  #session: URL | undefined
  #chunkSize: number | undefined
  /** Bytes that the server has. */
  #offset = 0
  #sent = 0
  #refusals = 0
  #losses = 0

  constructor(client: RepositoryClient, source: BlobSource, options: UploadOptions) {
    this.#client = client
    this.#source = source
    this.#digest = source.descriptor.digest
    this.#size = source.descriptor.size
    this.#what = uploading(this.#digest)
    this.#backoff = client.registry.backoff(this.#what)
    this.#session = options.session
    this.#chunkSize = options.chunkSize
    this.#onPosition = options.onPosition
  }

  async run(): Promise<number> {
    for (;;) {
      this.#session ??= await this.#client.startUpload(this.#digest)
      const step = await (this.#chunkSize === undefined
        ? this.#finish(this.#session, () => this.#open(this.#offset))
        : this.#sendChunks(this.#session, this.#chunkSize))
      if (step === 'done') return this.#sent
      await this.#backoff.wait(step.setback)
      const session = await this.#resume()
      if (session === 'goes on') continue
      if (this.#sent > 0 && (await this.#client.hasBlob(this.#source.descriptor))) return this.#sent
      if (session === 'gone') this.#startOnceMore()
    }
  }

  get #left(): number {
    return this.#size - this.#offset
  }

  /** Sends all that is left, and completes the upload. */
  async #finish(session: URL, open: () => AsyncIterable<Uint8Array>): Promise<Step> {
    const body = { length: this.#left, open: () => this.#counted(open()) }
    const call = this.#call({
      method: 'PUT',
      to: withDigest(session, this.#digest),
      headers: this.#contentHeaders(this.#left, this.#offset > 0),
      body,
      accept: [...DONE, ...SESSION_TROUBLE],
    })
    const response = await this.#client.registry.attempt(call)
    if ('setback' in response) return response
    if (!DONE.includes(response.status)) return await this.#refused(call, response)
    response.discard()
    return 'done'
  }

  async #sendChunks(session: URL, chunkSize: number): Promise<Step> {
    await using cursor = new ChunkCursor((start) => this.#open(start))
    let at = session
    while (this.#left > 0) {
      const length = Math.min(chunkSize, this.#left)
      const call = this.#call({
        method: 'PATCH',
        to: at,
        headers: this.#contentHeaders(length, true),
        body: { length, open: () => this.#counted(cursor.take(this.#offset, length)) },
        accept: [...CHUNK_TAKEN, ...SESSION_TROUBLE],
      })
      const response = await this.#client.registry.attempt(call)
      if ('setback' in response) return response
      if (!CHUNK_TAKEN.includes(response.status)) return await this.#refused(call, response)
      response.discard()
      at = uploadLocation(response, this.#what)
      this.#session = at
      this.#offset += length
      this.#progress(this.#offset)
      const has = parseUploadRange(response.header('range')) ?? this.#offset
      // A lone byte looks like none, see parseUploadRange.
      if (has !== this.#offset && this.#offset > 1) {
        return { setback: { cause: `the registry has ${has} of ${this.#offset} bytes` } }
      }
    }
    return await this.#finish(at, () => cursor.take(this.#offset, 0))
  }

  /**
   * Asks what the server has of a session. Where the session does not go on, the upload starts anew: `gone`
   * when the server knows it no more, `unknown` when the server cannot say.
   */
  async #resume(): Promise<'goes on' | 'gone' | 'unknown'> {
    const session = this.#session
    if (session === undefined) return 'unknown'
    const response = await this.#client.registry.send(
      this.#call({ method: 'GET', to: session, accept: [200, 202, 204, 400, 404, 405, 416] }),
    )
    response.discard()
    const has = parseUploadRange(response.header('range'))
    if (response.status >= 300 || has === undefined || has > this.#size) {
      this.#startAnew()
      return response.status === 404 ? 'gone' : 'unknown'
    }
    this.#progress(has)
    this.#offset = has
    const moved = response.header('location') !== undefined
    this.#session = moved ? uploadLocation(response, this.#what) : session
    return 'goes on'
  }

  #progress(position: number): void {
    if (this.#backoff.progress(position)) this.#losses = 0
  }

  #startAnew(): void {
    this.#session = undefined
    this.#offset = 0
  }

  /** A registry that forgets an upload again before it got further will not do better a third time. */
  #startOnceMore(): void {
    this.#losses += 1
    if (this.#losses > 1) throw this.#backoff.giveUp('the registry lost the upload twice')
  }

  /** The session is gone, or the bytes arrived wrong, or the request was too large. */
  async #refused(call: Call, response: HttpResponse): Promise<Step> {
    const { status } = response
    if (status === 413 && this.#chunkSize === undefined && this.#size > FALLBACK_CHUNK_SIZE) {
      response.discard()
      this.#chunkSize = FALLBACK_CHUNK_SIZE
      return { setback: { cause: 'the registry wants smaller requests' } }
    }
    if (status === 413) throw await this.#tooLarge(call, response)
    if (status === 400) this.#refusals += 1
    // Bytes can go wrong on the way once; twice it is what we send, or the registry.
    if (this.#refusals > 1) throw await this.#client.registry.failureOf(call, response)
    response.discard()
    if (status === 400) this.#startAnew()
    return { setback: { cause: `the registry answered ${status} to the upload` } }
  }

  async #tooLarge(call: Call, response: HttpResponse): Promise<ExpectedFailure> {
    const { failure } = await this.#client.registry.failureOf(call, response)
    const detail = 'detail' in failure ? failure.detail : ''
    const fields = { what: this.#what, size: this.#size, detail }
    return new ExpectedFailure({ topic: 'registry', reason: 'blob-too-large', ...fields })
  }

  /** The very last byte goes out only when the source has vouched for all of them. */
  #open(start: number): AsyncIterable<Uint8Array> {
    return withholdLastByte(this.#source.open(start), this.#size - start)
  }

  #call(call: Omit<Call, 'what' | 'scopes'>): Call {
    return { ...call, what: this.#what, scopes: this.#client.pushScopes }
  }

  #contentHeaders(length: number, ranged: boolean): Readonly<Record<string, string>> {
    return {
      'content-type': 'application/octet-stream',
      ...(ranged && length > 0
        ? { 'content-range': uploadContentRange(this.#offset, length) }
        : {}),
    }
  }

  async *#counted(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    let position = this.#offset
    for await (const chunk of chunks) {
      yield chunk
      this.#sent += chunk.length
      position += chunk.length
      this.#onPosition(position)
    }
  }
}

/** Adds the digest to an address without touching the query that the registry put there. */
function withDigest(session: URL, digest: Digest): URL {
  const url = new URL(session)
  const parameter = `digest=${encodeURIComponent(digest)}`
  url.search = url.search === '' ? `?${parameter}` : `${url.search}&${parameter}`
  return url
}
