import { createHash } from 'node:crypto'
import type { RequestHead } from './request_parser.ts'

/** What a null registry was asked since it last forgot. */
export interface RegistryCounts {
  /** Requests under /v2/, all of them. */
  readonly requests: number
  /** Method and kind of each request in order, such as `HEAD blobs`. */
  readonly asked: readonly string[]
  /** Bytes of blobs that came. */
  readonly blobBytes: number
  /** Seconds on a core that the registry itself has used since it was started. */
  readonly cpu: number
}

/** An answer without body, or with one that is also sent to HEAD as its length. */
export interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string | number>>
  readonly body?: Buffer | string
}

interface Manifest {
  readonly digest: string
  readonly mediaType: string
  readonly body: Buffer
}

const ROUTE = /^\/v2\/(.+)\/(blobs|manifests|tags|referrers)\/(.*)$/
const NOT_FOUND: Answer = { status: 404 }

/**
 * The OCI distribution protocol (distribution-spec 1.1) of a registry that discards blobs and checks
 * nothing: it remembers which blobs of what size came, and keeps manifests.
 */
export class NullRegistry {
  /** Sizes by `NAME@DIGEST`. */
  readonly #blobs = new Map<string, number>()
  /** By `NAME@DIGEST` and `NAME:TAG`. */
  readonly #manifests = new Map<string, Manifest>()
  /** Bytes that came so far, by upload. */
  readonly #uploads = new Map<string, number>()
  #asked: string[] = []
  #blobBytes = 0
  #nextUpload = 1

  /** Whether the body of the request is needed. */
  keeps({ method, target }: RequestHead): boolean {
    return method === 'PUT' && target.includes('/manifests/')
  }

  /** What was asked since `forget`. */
  counts(cpu: number): RegistryCounts {
    const asked = this.#asked
    return { requests: asked.length, asked, blobBytes: this.#blobBytes, cpu }
  }

  /** Starts the counts again; with `all`, also loses what was pushed. */
  forget(all: boolean): void {
    this.#asked = []
    this.#blobBytes = 0
    if (!all) return
    this.#blobs.clear()
    this.#manifests.clear()
    this.#uploads.clear()
  }

  /** Answers a request whose body had that many bytes. */
  answer(head: RequestHead, bytes: number, body: Buffer): Answer {
    const { pathname, searchParams } = new URL(head.target, 'http://registry')
    const [, name = '', kind = '', rest = ''] = ROUTE.exec(pathname) ?? []
    const uploads = kind === 'blobs' && rest.startsWith('uploads/')
    this.#asked.push(`${head.method} ${uploads ? 'uploads' : kind || '/v2/'}`)
    if (uploads) return this.#upload(head.method, name, rest, bytes, searchParams)
    if (kind === 'blobs') return this.#blob(head.method, name, rest)
    if (kind === 'manifests') return this.#manifest(head, name, rest, body)
    return pathname === '/v2/' ? { status: 200 } : NOT_FOUND
  }

  /** Blobs were discarded: they can be asked for, not read. */
  #blob(method: string, name: string, digest: string): Answer {
    const size = this.#blobs.get(`${name}@${digest}`)
    if (size === undefined || method !== 'HEAD') return NOT_FOUND
    return {
      status: 200,
      headers: { 'Content-Length': size, 'Docker-Content-Digest': digest },
    }
  }

  #upload(
    method: string,
    name: string,
    path: string,
    bytes: number,
    query: URLSearchParams,
  ): Answer {
    this.#blobBytes += bytes
    const before = this.#uploads.get(path) ?? 0
    const digest = query.get('digest')
    if (digest !== null) return this.#finish(name, path, digest, before + bytes)
    if (method === 'POST') return this.#begin(name, query)
    this.#uploads.set(path, before + bytes)
    const headers = { Location: `/v2/${name}/blobs/${path}`, Range: `0-${before + bytes - 1}` }
    return { status: method === 'PATCH' ? 202 : 204, headers }
  }

  #begin(name: string, query: URLSearchParams): Answer {
    const mounted = query.get('mount') ?? ''
    const size = this.#blobs.get(`${query.get('from') ?? ''}@${mounted}`)
    if (size !== undefined) {
      this.#blobs.set(`${name}@${mounted}`, size)
      return { status: 201, headers: { Location: `/v2/${name}/blobs/${mounted}` } }
    }
    const path = `uploads/${this.#nextUpload++}`
    this.#uploads.set(path, 0)
    return { status: 202, headers: { Location: `/v2/${name}/blobs/${path}`, Range: '0-0' } }
  }

  #finish(name: string, path: string, digest: string, size: number): Answer {
    this.#uploads.delete(path)
    this.#blobs.set(`${name}@${digest}`, size)
    const headers = {
      Location: `/v2/${name}/blobs/${digest}`,
      'Docker-Content-Digest': digest,
    }
    return { status: 201, headers }
  }

  #manifest(head: RequestHead, name: string, reference: string, body: Buffer): Answer {
    const key = reference.includes(':') ? `${name}@${reference}` : `${name}:${reference}`
    if (head.method === 'PUT') return this.#putManifest(head, name, key, body)
    const found = this.#manifests.get(key)
    if (found === undefined) return NOT_FOUND
    const headers = { 'Content-Type': found.mediaType, 'Docker-Content-Digest': found.digest }
    return { status: 200, headers, body: found.body }
  }

  #putManifest(head: RequestHead, name: string, key: string, body: Buffer): Answer {
    const digest = `sha256:${createHash('sha256').update(body).digest('hex')}`
    const mediaType = head.headers.get('content-type') ?? 'application/octet-stream'
    const manifest = { digest, mediaType, body }
    this.#manifests.set(key, manifest).set(`${name}@${digest}`, manifest)
    const headers = {
      Location: `/v2/${name}/manifests/${digest}`,
      'Docker-Content-Digest': digest,
    }
    return { status: 201, headers }
  }
}
