import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ImageContents } from '../../core/tarball/plan.ts'
import type { Descriptor } from '../../core/descriptor.ts'
import type { Digest } from '../../core/digest.ts'
import { documentKind } from '../../core/oci/document_kinds.ts'
import type { ImageSource } from '../blob/image_source.ts'
import { sendBlob } from './blob_response.ts'

/**
 * A registry of one image on 127.0.0.1, from which an engine of this machine pulls what it lacks.
 *
 * It answers GET and HEAD only, under a name that cannot be guessed, and is gone when disposed of.
 */
export interface LoopbackRegistry extends AsyncDisposable {
  /** `127.0.0.1:PORT/NAME`. */
  readonly repository: string
  /** `127.0.0.1:PORT/NAME@DIGEST`: what to pull. */
  readonly reference: string
  /** Requests that used the name. None after a failed pull means that the engine cannot reach us. */
  readonly requests: number
  /** When a request came or a piece was taken last, in milliseconds of `performance.now`. */
  readonly activeAt: number
  /**
   * Aborted by the first error of a source, such as a file that has changed, which is the reason. An
   * engine only sees broken answers, and would try again for more than a minute.
   */
  readonly failed: AbortSignal
}

/** Told of every piece of a blob that was handed to the operating system. */
export type OnSent = (digest: Digest, bytes: number) => void

/** Starts a registry of an image and its blobs on a free port. */
export async function startLoopbackRegistry(
  source: ImageSource,
  contents: ImageContents,
  onSent: OnSent,
): Promise<LoopbackRegistry> {
  const name = `rt-load-${randomBytes(16).toString('hex')}`
  const state = new RegistryState(source, contents, name, onSent)
  const server = createServer((request, response) => void state.answer(request, response))
  await listen(server)
  const repository = `127.0.0.1:${(server.address() as AddressInfo).port}/${name}`
  return {
    repository,
    reference: `${repository}@${source.root.digest}`,
    get requests() {
      return state.requests
    },
    get activeAt() {
      return state.activeAt
    },
    failed: state.failure.signal,
    [Symbol.asyncDispose]: () => close(server),
  }
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

/** What a path below the repository stands for. */
type Target =
  | { readonly kind: 'version' }
  | { readonly kind: 'blob'; readonly descriptor: Descriptor }
  | { readonly kind: 'unknown' }

class RegistryState {
  requests = 0
  activeAt = performance.now()
  readonly failure = new AbortController()
  readonly #source: ImageSource
  readonly #name: string
  readonly #blobs: ReadonlyMap<string, Descriptor>
  readonly #onSent: OnSent

  constructor(source: ImageSource, contents: ImageContents, name: string, onSent: OnSent) {
    this.#source = source
    this.#name = name
    this.#onSent = onSent
    this.#blobs = new Map(contents.blobs.map((blob) => [blob.digest, blob]))
  }

  /** Answers one request (OCI distribution-spec, "Endpoints", end-1 to end-3). */
  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.activeAt = performance.now()
    response.setHeader('Docker-Distribution-Api-Version', 'registry/2.0')
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return void response.writeHead(405, { Allow: 'GET, HEAD' }).end()
    const target = this.#find(request.url ?? '')
    if (target.kind === 'unknown') return void response.writeHead(404).end()
    if (target.kind === 'version') return void response.writeHead(200).end()
    try {
      const { digest } = target.descriptor
      await sendBlob(this.#source.blob(target.descriptor), request, response, (bytes) => {
        this.activeAt = performance.now()
        this.#onSent(digest, bytes)
      })
    } catch (error) {
      this.failure.abort(error)
      response.destroy()
    }
  }

  #find(url: string): Target {
    if (url === '/v2/' || url === '/v2') return { kind: 'version' }
    const prefix = `/v2/${this.#name}/`
    if (!url.startsWith(prefix)) return { kind: 'unknown' }
    this.requests++
    const [kind, digest = '', ...more] = url.slice(prefix.length).split('/')
    const descriptor = this.#blobs.get(digest)
    if (descriptor === undefined || more.length > 0) return { kind: 'unknown' }
    const isManifest = ['manifest', 'index'].includes(documentKind(descriptor.mediaType) ?? '')
    const wanted = isManifest ? 'manifests' : 'blobs'
    return kind === wanted ? { kind: 'blob', descriptor } : { kind: 'unknown' }
  }
}
