import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import { connect, createServer } from 'node:net'
import type { RunningRegistry } from '../../tools/testing/registry_server.ts'

/** A relay in front of a service. */
export interface CountingProxy extends RunningRegistry {
  /** Bytes that clients have sent since the last time that they were taken. */
  takeSent(): number
}

/** Starts a relay on a free loopback port that counts what clients send. */
export async function startCountingProxy(upstream: string): Promise<CountingProxy> {
  const [host, port] = upstream.split(':')
  const sockets = new Set<Socket>()
  let sent = 0
  const server = createServer((client) => {
    const service = connect({ host, port: Number(port) })
    for (const socket of [client, service]) {
      sockets.add(socket)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => sockets.delete(socket))
    }
    client.on('data', (chunk) => (sent += chunk.length))
    client.pipe(service).pipe(client)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    takeSent() {
      const taken = sent
      sent = 0
      return taken
    },
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
