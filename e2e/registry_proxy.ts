import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pipeline } from 'node:stream/promises'
import type { RunningRegistry } from './crane_registry.ts'

/** A request that a registry was asked. */
export interface SeenRequest {
  readonly method: string
  /** Path and query. */
  readonly path: string
}

/** What a client must say to get through. */
export interface Credentials {
  readonly user: string
  readonly password: string
}

/** A proxy in front of a registry that remembers what was asked. */
export interface RegistryProxy extends RunningRegistry {
  /** All requests with good credentials since the start or the last {@link RegistryProxy.forget}. */
  readonly seen: readonly SeenRequest[]
  forget(): void
}

/** Starts a proxy on a free loopback port; with credentials it demands HTTP basic authentication. */
export async function startRegistryProxy(
  registry: RunningRegistry,
  credentials?: Credentials,
): Promise<RegistryProxy> {
  const seen: SeenRequest[] = []
  const server = createServer((incoming, response) => {
    if (credentials !== undefined && !hasCredentials(incoming, credentials)) {
      demandCredentials(response)
      return
    }
    seen.push({ method: incoming.method ?? '', path: incoming.url ?? '' })
    forward(registry.host, incoming, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    forget: () => void seen.splice(0),
    async [Symbol.asyncDispose](): Promise<void> {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

/** Passes a request on as it is: with its Host header, from which registries make Location headers. */
function forward(upstream: string, incoming: IncomingMessage, response: ServerResponse): void {
  const [hostname, port] = upstream.split(':')
  const { method, url: path, headers } = incoming
  const outgoing = request({ hostname, port, method, path, headers, setHost: false })
  outgoing.on('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.rawHeaders)
    pipeline(answer, response).catch(() => response.destroy())
  })
  outgoing.on('error', () => response.destroy())
  pipeline(incoming, outgoing).catch(() => response.destroy())
}

function hasCredentials(incoming: IncomingMessage, { user, password }: Credentials): boolean {
  const expected = Buffer.from(`${user}:${password}`).toString('base64')
  return incoming.headers.authorization === `Basic ${expected}`
}

function demandCredentials(response: ServerResponse): void {
  response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="e2e"', 'Content-Length': 0 }).end()
}
