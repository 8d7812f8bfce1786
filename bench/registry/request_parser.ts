/** The first line and the headers of an HTTP/1.1 request. */
export interface RequestHead {
  readonly method: string
  readonly target: string
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>
}

/** Who is told of the requests of one connection. */
export interface RequestListener {
  /** A request begins; true keeps its body, false drops it. */
  onHead(head: RequestHead): boolean
  /** A request has ended; `bytes` of body came, kept where that was asked for. */
  onEnd(head: RequestHead, bytes: number, body: Buffer): void
  /** What came is not HTTP, such as the beginning of TLS; nothing more will be told. */
  onGarbage(): void
}

type State = 'head' | 'body' | 'chunk size' | 'chunk' | 'after chunk' | 'trailer' | 'garbage'

const NOTHING = Buffer.alloc(0)
const METHOD_LETTER = /[A-Z]/

/**
 * Reads HTTP/1.1 requests (RFC 9112) as fast as they come: a body that nobody keeps is only counted, never
 * touched. Bodies have a Content-Length or are chunked.
 */
export class RequestParser {
  readonly #listener: RequestListener
  #state: State = 'head'
  /** The beginning of a line or head whose end has not come yet. */
  #pending: Buffer = NOTHING
  #head: RequestHead = { method: '', target: '', headers: new Map() }
  #keep = false
  #kept: Buffer[] = []
  #bytes = 0
  /** Bytes that are left of the body or of the chunk. */
  #left = 0

  constructor(listener: RequestListener) {
    this.#listener = listener
  }

  /** Takes what came; the memory may be used again afterwards. */
  push(received: Buffer): void {
    let rest = received
    while (rest.length > 0 && this.#state !== 'garbage') {
      if (this.#state === 'body' || this.#state === 'chunk') rest = this.#takeBody(rest)
      else rest = this.#takeText(rest, this.#state === 'head' ? '\r\n\r\n' : '\r\n')
    }
  }

  #takeBody(received: Buffer): Buffer {
    const taken = Math.min(this.#left, received.length)
    if (this.#keep) this.#kept.push(Buffer.from(received.subarray(0, taken)))
    this.#left -= taken
    this.#bytes += taken
    if (this.#left === 0) {
      if (this.#state === 'chunk') this.#state = 'after chunk'
      else this.#end()
    }
    return taken === received.length ? NOTHING : received.subarray(taken)
  }

  #takeText(received: Buffer, end: string): Buffer {
    const all = this.#pending.length === 0 ? received : Buffer.concat([this.#pending, received])
    const length = all.indexOf(end)
    if (length < 0) {
      if (this.#state === 'head' && !METHOD_LETTER.test(String.fromCharCode(all[0] ?? 0))) {
        this.#state = 'garbage'
        this.#listener.onGarbage()
        return NOTHING
      }
      this.#pending = Buffer.from(all)
      return NOTHING
    }
    this.#pending = NOTHING
    this.#onText(all.toString('latin1', 0, length))
    return all.subarray(length + end.length)
  }

  #onText(text: string): void {
    if (this.#state === 'head') this.#onHead(parseHead(text))
    else if (this.#state === 'chunk size') this.#onChunkSize(Number.parseInt(text, 16))
    else if (this.#state === 'after chunk') this.#state = 'chunk size'
    else if (text === '') this.#end()
  }

  #onHead(head: RequestHead): void {
    this.#head = head
    this.#keep = this.#listener.onHead(head)
    this.#kept = []
    this.#bytes = 0
    this.#left = Number(head.headers.get('content-length') ?? 0)
    if (head.headers.get('transfer-encoding')?.toLowerCase() === 'chunked') {
      this.#state = 'chunk size'
    } else if (this.#left > 0) this.#state = 'body'
    else this.#end()
  }

  #onChunkSize(size: number): void {
    this.#left = size
    this.#state = size === 0 ? 'trailer' : 'chunk'
  }

  #end(): void {
    this.#state = 'head'
    this.#listener.onEnd(this.#head, this.#bytes, Buffer.concat(this.#kept))
  }
}

function parseHead(text: string): RequestHead {
  const [first = '', ...lines] = text.split('\r\n')
  const [method = '', target = ''] = first.split(' ')
  const headers = new Map<string, string>()
  for (const line of lines) {
    const colon = line.indexOf(':')
    headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim())
  }
  return { method, target, headers }
}
