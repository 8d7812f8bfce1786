import { createHash, randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { serveLoopback } from './http_server.ts'
import type { RunningRegistry } from './registry_server.ts'

/** How a registry is to behave where the specification leaves it open, or where real ones go wrong. */
export interface FakeRegistryOptions {
  /** Keeps what arrived of a broken body, and says how much when asked; otherwise an upload is gone then. */
  readonly resumes?: boolean
  /** Refuses larger bodies with 413. */
  readonly maxBody?: number
  /** Grants mounts of blobs that it has. */
  readonly mounts?: boolean
  /** Leaves `Docker-Content-Digest` out. */
  readonly hidesDigests?: boolean
  /** Answers a request itself; true when it did. */
  readonly intercept?: (request: IncomingMessage, response: ServerResponse) => boolean
}

/** A manifest or an index, and its type. */
export interface StoredManifest {
  readonly mediaType: string
  readonly bytes: Buffer
}

/** A registry in this process, whose inside tests can look at and damage. One name space for all. */
export interface FakeRegistry extends RunningRegistry {
  /** By digest. */
  readonly blobs: Map<string, Buffer>
  /** By digest and by tag. */
  readonly manifests: Map<string, StoredManifest>
  /** Such as `PUT /v2/a/manifests/latest`, without query. */
  readonly requests: readonly string[]
}

/** Starts a registry on a free loopback port. */
export async function startFakeRegistry(options: FakeRegistryOptions = {}): Promise<FakeRegistry> {
  const registry = new InMemoryRegistry(options)
  const { host, [Symbol.asyncDispose]: dispose } = await serveLoopback((request, response) => {
    registry.handle(request, response).catch(() => response.destroy())
  })
  const { blobs, manifests, requests } = registry
  return { host, blobs, manifests, requests, [Symbol.asyncDispose]: dispose }
}

class InMemoryRegistry {
  readonly blobs = new Map<string, Buffer>()
  readonly manifests = new Map<string, StoredManifest>()
  readonly requests: string[] = []
  readonly #uploads = new Map<string, Buffer>()
  readonly #options: FakeRegistryOptions

  constructor(options: FakeRegistryOptions) {
    this.#options = options
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://registry')
    this.requests.push(`${request.method ?? ''} ${pathname}`)
    if (this.#options.intercept?.(request, response) === true) return
    const [, kind, rest = ''] =
      /^\/v2\/.+\/(blobs\/uploads|blobs|manifests)\/([^/]*)$/.exec(pathname) ?? []
    if (kind === 'blobs/uploads') await this.#upload(request, response, rest, searchParams)
    else if (kind === 'blobs') this.#blob(request, response, rest)
    else if (kind === 'manifests') await this.#manifest(request, response, rest)
    else response.writeHead(404).end()
  }

  #blob(request: IncomingMessage, response: ServerResponse, digest: string): void {
    const blob = this.blobs.get(digest)
    if (blob === undefined) return void response.writeHead(404).end()
    const start = Number(/^bytes=(\d+)-\d*$/.exec(request.headers.range ?? '')?.[1] ?? 0)
    const range = { 'content-range': `bytes ${start}-${blob.length - 1}/${blob.length}` }
    const length = { 'content-length': blob.length - start }
    response.writeHead(start === 0 ? 200 : 206, { ...length, ...(start === 0 ? {} : range) })
    response.end(request.method === 'HEAD' ? undefined : blob.subarray(start))
  }

  async #manifest(request: IncomingMessage, response: ServerResponse, name: string): Promise<void> {
    if (request.method === 'PUT') {
      const bytes = await readBody(request)
      const stored = { mediaType: request.headers['content-type'] ?? '', bytes }
      const digest = digestOf(bytes)
      this.manifests.set(name, stored).set(digest, stored)
      return void response.writeHead(201, this.#digestHeader(digest)).end()
    }
    const manifest = this.manifests.get(name)
    if (manifest === undefined) return void response.writeHead(404).end()
    const { mediaType, bytes } = manifest
    const headers = { 'content-type': mediaType, 'content-length': bytes.length }
    response.writeHead(200, { ...headers, ...this.#digestHeader(digestOf(bytes)) })
    response.end(request.method === 'HEAD' ? undefined : bytes)
  }

  async #upload(
    request: IncomingMessage,
    response: ServerResponse,
    id: string,
    query: URLSearchParams,
  ): Promise<void> {
    if (request.method === 'POST') {
      this.#begin(request, response, query)
      return
    }
    const upload = this.#uploads.get(id)
    if (upload === undefined) return void response.writeHead(404).end()
    const length = Number(request.headers['content-length'] ?? 0)
    if (length > (this.#options.maxBody ?? Infinity)) {
      request.resume()
      return void response.writeHead(413).end()
    }
    const from = /^(\d+)-/.exec(request.headers['content-range'] ?? '')?.[1]
    if (from !== undefined && Number(from) !== upload.length) {
      request.resume()
      return void response.writeHead(416).end()
    }
    if (request.method !== 'GET' && !(await this.#receive(request, id, upload))) return
    this.#answerUpload(request, response, id, query.get('digest'))
  }

  #begin(request: IncomingMessage, response: ServerResponse, query: URLSearchParams): void {
    request.resume()
    const mount = query.get('mount')
    if (this.#options.mounts === true && mount !== null && this.blobs.has(mount)) {
      return void response.writeHead(201).end()
    }
    const id = randomUUID()
    this.#uploads.set(id, Buffer.alloc(0))
    response.writeHead(202, { location: id, range: '0-0' }).end()
  }

  /** Takes the body in; false when it broke. */
  async #receive(request: IncomingMessage, id: string, before: Buffer): Promise<boolean> {
    const chunks = [before]
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer)
    } catch {
      if (this.#options.resumes === true) this.#uploads.set(id, Buffer.concat(chunks))
      else this.#uploads.delete(id)
      return false
    }
    this.#uploads.set(id, Buffer.concat(chunks))
    return true
  }

  #answerUpload(
    request: IncomingMessage,
    response: ServerResponse,
    id: string,
    digest: string | null,
  ): void {
    const bytes = this.#uploads.get(id) ?? Buffer.alloc(0)
    if (request.method !== 'PUT') {
      const range = `0-${Math.max(bytes.length - 1, 0)}`
      response.writeHead(request.method === 'GET' ? 204 : 202, { range, location: id }).end()
      return
    }
    this.#uploads.delete(id)
    if (digest === null || digestOf(bytes) !== digest) {
      const body = '{"errors":[{"code":"DIGEST_INVALID","message":"wrong digest"}]}'
      return void response.writeHead(400, { 'content-length': body.length }).end(body)
    }
    this.blobs.set(digest, bytes)
    response.writeHead(201, this.#digestHeader(digest)).end()
  }

  #digestHeader(digest: string): Readonly<Record<string, string>> {
    return this.#options.hidesDigests === true ? {} : { 'docker-content-digest': digest }
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`
}
