import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http'
import { request as requestHttp } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { serveLoopback } from './http_server.ts'
import type { RunningRegistry } from './registry_server.ts'

/** A way to break one request. */
export type Fault =
  /** The connection breaks before the request is read. */
  | { readonly kind: 'reset-before' }
  /** The connection breaks on both sides after so many bytes of the request's body. */
  | { readonly kind: 'reset-during'; readonly bytes: number }
  /** The server does what it is asked, and its answer is lost. */
  | { readonly kind: 'reset-after' }
  /** Somebody in between answers. */
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly headers?: Readonly<Record<string, string>>
      readonly body?: string
    }
  /** The answer's body ends half way, and the connection with it. */
  | { readonly kind: 'truncate' }
  /** The middle byte of the answer's body is another one. */
  | { readonly kind: 'corrupt' }
  /** A header of the answer is another one. */
  | { readonly kind: 'header'; readonly name: string; readonly value: string }
  /** Nobody ever answers. */
  | { readonly kind: 'hang' }

/** A request as it came. */
export interface SeenRequest {
  /** From 1. */
  readonly number: number
  readonly method: string
  /** Path and query. */
  readonly path: string
  readonly authorization: string | undefined
}

/** Chooses what happens to a request; undefined lets it through. */
export type FaultPlan = (request: SeenRequest) => Fault | undefined

/** A proxy in front of a registry that breaks what it is told to. */
export interface FaultProxy extends RunningRegistry {
  /** All requests so far. */
  readonly seen: readonly SeenRequest[]
  /** What happens from now on. */
  plan: FaultPlan
}

/**
 * Starts a proxy on a free loopback port.
 *
 * @param upstream `HOST:PORT` of the registry, or a function that says it for every request; it is told
 *   the Host header as it came, so that its own locations lead through the proxy
 */
export async function startFaultProxy(
  upstream: string | (() => string),
  plan: FaultPlan = () => undefined,
): Promise<FaultProxy> {
  const seen: SeenRequest[] = []
  const state = { plan }
  const { host, [Symbol.asyncDispose]: dispose } = await serveLoopback((incoming, response) => {
    const { method = '', url: path = '', headers } = incoming
    const { authorization } = headers
    const request = { number: seen.length + 1, method, path, authorization }
    seen.push(request)
    const server = typeof upstream === 'string' ? upstream : upstream()
    handle(server, incoming, response, state.plan(request))
  })
  return {
    host,
    seen,
    get plan() {
      return state.plan
    },
    set plan(next) {
      state.plan = next
    },
    [Symbol.asyncDispose]: dispose,
  }
}

function handle(
  upstream: string,
  incoming: IncomingMessage,
  response: ServerResponse,
  fault: Fault | undefined,
): void {
  switch (fault?.kind) {
    case 'reset-before':
      incoming.socket.resetAndDestroy()
      return
    case 'hang':
      incoming.resume()
      return
    case 'answer':
      answer(incoming, response, fault)
      return
    case 'reset-during':
      breakBody(forward(upstream, incoming, response), incoming, fault.bytes)
      return
    default:
      pipeline(incoming, forward(upstream, incoming, response, fault)).catch(() =>
        response.destroy(),
      )
  }
}

function answer(
  incoming: IncomingMessage,
  response: ServerResponse,
  { status, headers, body = '' }: Fault & { kind: 'answer' },
): void {
  // The body is read first, so that the answer is not lost in a reset.
  incoming.resume()
  incoming.once('end', () => {
    response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) })
    response.end(body)
  })
}

/** Passes so many bytes of a body on, and breaks the connections on both sides. */
function breakBody(outgoing: ClientRequest, incoming: IncomingMessage, bytes: number): void {
  let passed = 0
  incoming.on('data', (chunk: Buffer) => {
    const portion = chunk.subarray(0, bytes - passed)
    passed += portion.length
    outgoing.write(portion)
    if (passed < bytes) return
    incoming.pause()
    void breakOff()
  })
  incoming.once('end', () => void breakOff())
  // What was written must reach the registry before the connection ends, and it must know of the end
  // before the client does.
  async function breakOff(): Promise<void> {
    await sleep(20)
    outgoing.destroy()
    await sleep(20)
    incoming.socket.resetAndDestroy()
  }
}

/** Asks the registry; its answer goes back, changed or broken as the fault says. */
function forward(
  upstream: string,
  incoming: IncomingMessage,
  response: ServerResponse,
  fault?: Fault,
): ClientRequest {
  const [hostname, port] = upstream.split(':')
  const { method, url: path, headers } = incoming
  const outgoing = requestHttp({ hostname, port, method, path, headers, setHost: false })
  outgoing.on('error', () => response.destroy())
  outgoing.once('response', (answered) => {
    const status = answered.statusCode ?? 502
    if (fault?.kind === 'reset-after') {
      answered.resume()
      incoming.socket.resetAndDestroy()
    } else if (fault?.kind === 'truncate') {
      void truncate(answered, response)
    } else if (fault?.kind === 'corrupt') {
      void corrupt(answered, response)
    } else {
      const changed = fault?.kind === 'header' ? { [fault.name]: fault.value } : {}
      response.writeHead(status, { ...answered.headers, ...changed })
      pipeline(answered, response).catch(() => response.destroy())
    }
  })
  return outgoing
}

async function corrupt(answered: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await bodyOf(answered)
  const middle = Math.floor(body.length / 2)
  if (body.length > 0) body.writeUInt8(body.readUInt8(middle) ^ 1, middle)
  response.writeHead(answered.statusCode ?? 502, answered.headers)
  response.end(body)
}

async function bodyOf(answered: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of answered) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

async function truncate(answered: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await bodyOf(answered)
  const headers = { ...answered.headers, 'content-length': Math.max(body.length, 2) }
  response.writeHead(answered.statusCode ?? 502, headers)
  response.write(body.subarray(0, Math.floor(body.length / 2)))
  setTimeout(() => response.destroy(), 20)
}
