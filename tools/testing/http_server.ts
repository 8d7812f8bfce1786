import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { RequestListener, Server } from 'node:http'
import { createServer } from 'node:http'
import type { Server as TlsServer } from 'node:https'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Certificate } from './certificate.ts'

/** A server on a free loopback port. */
export interface LoopbackServer<Kind = Server> extends AsyncDisposable {
  readonly server: Kind
  /** Such as `127.0.0.1:36445`. */
  readonly host: string
}

/** Starts a server; it ends, and all its connections with it, when disposed of. */
export function serveLoopback(listener: RequestListener): Promise<LoopbackServer> {
  return listenOnLoopback(createServer(listener))
}

/** The same for a server that speaks TLS only. */
export function serveTls(
  { certificate, key }: Certificate,
  listener: RequestListener,
): Promise<LoopbackServer<TlsServer>> {
  const identity = { cert: readFileSync(certificate), key: readFileSync(key) }
  return listenOnLoopback(createTlsServer(identity, listener))
}

async function listenOnLoopback<Kind extends Server | TlsServer>(
  server: Kind,
): Promise<LoopbackServer<Kind>> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    server,
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
