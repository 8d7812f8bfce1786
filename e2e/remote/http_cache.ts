import { serveLoopback } from '../../tools/testing/http_server.ts'
import type { RunningRegistry } from '../../tools/testing/registry_server.ts'

/** A remote cache. */
export interface HttpCache extends RunningRegistry {
  /** Bytes of everything that it was given. */
  stored(): number
}

/**
 * Starts a remote cache of Bazel's HTTP caching protocol (bazel.build/remote/caching): GET and PUT of
 * `/ac/HASH` and `/cas/HASH`, in memory.
 */
export async function startHttpCache(): Promise<HttpCache> {
  const entries = new Map<string, Buffer>()
  const { host, [Symbol.asyncDispose]: dispose } = await serveLoopback((request, response) => {
    const { method, url = '' } = request
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      if (method === 'PUT') entries.set(url, Buffer.concat(chunks))
      const found = entries.get(url)
      response.writeHead(found === undefined ? 404 : 200).end(method === 'PUT' ? '' : found)
    })
  })
  return {
    host,
    stored: () => [...entries.values()].reduce((total, { length }) => total + length, 0),
    [Symbol.asyncDispose]: dispose,
  }
}
