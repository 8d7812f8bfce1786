import type { ClientRequest, IncomingMessage } from 'node:http'
import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { Connections } from './connections.ts'
import { HttpResponse } from './response.ts'
import { NetworkError, networkErrorOf } from './network_error.ts'

/** Methods that the distribution specification uses. */
export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** What is sent with a request. Can be opened again for another try. */
export interface RequestBody {
  /** Bytes. */
  readonly length: number
  /** A chunk is only used until the next one is asked for. */
  open(): AsyncIterable<Uint8Array>
}

/** One request, ready for the wire. */
export interface HttpRequest {
  readonly method: Method
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: RequestBody
}

/** How long an exchange may stand still, in milliseconds. */
export interface Timeouts {
  /** Until a connection, TLS included, stands. */
  readonly connect: number
  /** Without a byte in either direction. */
  readonly idle: number
  /**
   * From the last byte of a request to the head of the answer, however it drips: a registry may still have
   * to store what it got. And for the whole of an answer that is read into memory.
   */
  readonly answer: number
}

/** Patient enough for a busy registry, and for one that moves a large blob before it answers. */
export const DEFAULT_TIMEOUTS: Timeouts = { connect: 15_000, idle: 60_000, answer: 300_000 }

/** What an exchange needs besides the request. */
export interface ExchangeContext {
  readonly connections: Connections
  readonly timeouts: Timeouts
  readonly signal: AbortSignal
}

/**
 * Sends one request and waits for the head of the answer. No retry, no redirect, no login.
 *
 * @throws NetworkError when no answer came; what `body` throws; the reason of the signal
 */
export async function exchange(
  request: HttpRequest,
  context: ExchangeContext,
): Promise<HttpResponse> {
  const { signal, timeouts, connections } = context
  signal.throwIfAborted()
  const outgoing = start(request, connections)
  const abort = (): void => void outgoing.destroy(new NetworkError('broken', 'interrupted'))
  signal.addEventListener('abort', abort, { once: true })
  outgoing.once('close', () => signal.removeEventListener('abort', abort))
  limitTime(outgoing, timeouts)
  const answer = answerOf(outgoing)
  try {
    await sendBody(outgoing, request.body)
    if (request.body !== undefined) outgoing.setTimeout(timeouts.answer)
    limitAnswer(outgoing, answer, timeouts.answer)
    const incoming = await answer
    incoming.socket.setTimeout(timeouts.idle)
    return new HttpResponse(outgoing, incoming, request.url)
  } catch (error) {
    answer.catch(() => undefined)
    outgoing.destroy()
    signal.throwIfAborted()
    throw error instanceof NetworkError ? error.at(request.url.host) : error
  }
}

function start(request: HttpRequest, connections: Connections): ClientRequest {
  const { url, method, headers, body } = request
  const sends = method === 'POST' || method === 'PUT' || method === 'PATCH'
  const length = sends ? { 'content-length': String(body?.length ?? 0) } : {}
  connections.count()
  const make = url.protocol === 'https:' ? requestHttps : requestHttp
  return make(url, {
    method,
    headers: { 'user-agent': 'rt', ...headers, ...length },
    agent: connections.agentFor(url),
  })
}

/** From when the request has a socket: until then it waits for its turn, and other requests move. */
function limitAnswer(outgoing: ClientRequest, answer: Promise<unknown>, ms: number): void {
  const start = (): void => {
    const late = new NetworkError('silent', 'no answer in time')
    const timer = setTimeout(() => outgoing.destroy(late), ms)
    const stop = (): void => clearTimeout(timer)
    answer.then(stop, stop)
  }
  if (outgoing.socket === null) outgoing.once('socket', start)
  else start()
}

function answerOf(outgoing: ClientRequest): Promise<IncomingMessage> {
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.once('response', resolve)
    // Stays: an error after the answer is also told to who reads the answer, and must not go unheard.
    outgoing.on('error', (error) => reject(networkErrorOf(error, outgoing.reusedSocket)))
    outgoing.once('close', () =>
      reject(new NetworkError('broken', 'connection closed', { reused: outgoing.reusedSocket })),
    )
  })
  answer.catch(() => undefined)
  return answer
}

/** A limit for the connection, counted from when the request has a socket, and one for standing still. */
function limitTime(outgoing: ClientRequest, timeouts: Timeouts): void {
  outgoing.setTimeout(timeouts.idle)
  outgoing.on('timeout', () => outgoing.destroy(new NetworkError('silent', 'no answer in time')))
  outgoing.once('socket', (socket) => {
    if (!socket.connecting) return
    const timer = setTimeout(() => {
      outgoing.destroy(new NetworkError('unreachable', 'no connection in time'))
    }, timeouts.connect)
    const stop = (): void => clearTimeout(timer)
    socket.once('encrypted' in socket ? 'secureConnect' : 'connect', stop)
    outgoing.once('close', stop)
  })
}

/**
 * Sends the body chunk by chunk, each handed to the kernel before the next is asked for, so that the
 * source may reuse its buffers and memory stays flat. Ends early when the server answers early: then it
 * has refused the request.
 */
async function sendBody(outgoing: ClientRequest, body: RequestBody | undefined): Promise<void> {
  if (body !== undefined) {
    const answered = new AbortController()
    outgoing.once('response', () => answered.abort())
    for await (const chunk of body.open()) {
      if (chunk.length > 0) await write(outgoing, chunk)
      if (answered.signal.aborted) return
    }
  }
  outgoing.end()
}

/** Resolves when the chunk is with the kernel, or when there is an answer and nobody reads any more. */
function write(outgoing: ClientRequest, chunk: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const closed = (): void => {
      reject(new NetworkError('broken', 'connection closed', { reused: outgoing.reusedSocket }))
    }
    const done = (error?: Error | null): void => {
      outgoing.off('close', closed)
      outgoing.off('response', answered)
      if (error) reject(networkErrorOf(error, outgoing.reusedSocket))
      else resolve()
    }
    const answered = (): void => done()
    outgoing.once('close', closed)
    outgoing.once('response', answered)
    outgoing.write(chunk, done)
  })
}
