import type { ClientRequest, IncomingMessage } from 'node:http'
import { NetworkError, networkErrorOf } from './network_error.ts'

/** More than this is not read only to keep a connection. */
const WORTH_DRAINING = 64 * 1024

/** An answer: its head is there, its body is still to be read, or to be discarded. */
export class HttpResponse {
  readonly status: number
  /** The address that answered, after redirects. */
  readonly url: URL
  readonly #outgoing: ClientRequest
  readonly #incoming: IncomingMessage

  constructor(outgoing: ClientRequest, incoming: IncomingMessage, url: URL) {
    this.status = incoming.statusCode ?? 0
    this.url = url
    this.#outgoing = outgoing
    this.#incoming = incoming
    // Somebody always listens, also while nobody reads.
    incoming.on('error', () => undefined)
  }

  /** The value of a header; several are joined by commas. */
  header(name: string): string | undefined {
    const value = this.#incoming.headers[name]
    return Array.isArray(value) ? value.join(', ') : value
  }

  /** `Content-Length`, or undefined where the server does not say. */
  get contentLength(): number | undefined {
    const text = this.header('content-length')
    return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined
  }

  /**
   * Streams the body.
   *
   * @throws NetworkError when it ends before its end
   */
  async *stream(): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of this.#incoming) yield chunk as Uint8Array
    } catch (error) {
      throw networkErrorOf(error)
    }
    if (!this.#incoming.complete) throw new NetworkError('broken', 'the answer was cut short')
  }

  /**
   * Reads the body whole. Undefined when it is larger than `limit` bytes.
   *
   * @param withinMs milliseconds that all of it may take, however steadily it drips
   * @throws NetworkError when it ends before its end, or takes too long
   */
  async readAll(limit: number, withinMs: number): Promise<Uint8Array | undefined> {
    if ((this.contentLength ?? 0) > limit) {
      this.discard()
      return undefined
    }
    const slow = new NetworkError('silent', 'no whole answer in time')
    const timer = setTimeout(() => this.#incoming.destroy(slow), withinMs)
    try {
      return await this.#collect(limit)
    } finally {
      clearTimeout(timer)
    }
  }

  async #collect(limit: number): Promise<Uint8Array | undefined> {
    const chunks: Uint8Array[] = []
    let size = 0
    for await (const chunk of this.stream()) {
      size += chunk.length
      if (size > limit) return undefined
      chunks.push(chunk)
    }
    this.#closeIfUnfinished()
    return Buffer.concat(chunks)
  }

  /** Lets go of the body; a short one is read so that its connection can be used again. */
  discard(): void {
    if (!this.#closeIfUnfinished() && (this.contentLength ?? 0) > WORTH_DRAINING) {
      this.#incoming.destroy()
    } else {
      this.#incoming.resume()
    }
  }

  /** A server that answered before it had the whole request may not be asked again on this connection. */
  #closeIfUnfinished(): boolean {
    if (this.#outgoing.writableEnded) return false
    this.#outgoing.destroy()
    return true
  }
}
