import { hash } from 'node:crypto'
import type { Descriptor } from '../../core/descriptor.ts'
import type { Digest } from '../../core/digest.ts'
import { digestOfHex, parseDigest } from '../../core/digest.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import { MAX_MANIFEST_BYTES } from '../../core/oci/document_kinds.ts'
import { digestReference, formatReference, formatRepository } from '../../core/reference.ts'
import { ACCEPT_MANIFESTS } from '../../core/registry/accept.ts'
import { manifestType } from '../../core/registry/manifest_type.ts'
import { bytesBody } from './http/bytes_body.ts'
import { resolveLocation } from './http/redirect.ts'
import type { HttpResponse } from './http/response.ts'
import type { Call, RegistrySession } from './session.ts'
import { isWrongContent } from './wrong_content.ts'

/** A manifest or an index as a registry gave it. */
export interface FetchedManifest {
  readonly descriptor: Descriptor
  readonly bytes: Uint8Array
}

/** What a registry says to a request for a mount or a new upload. */
export type UploadStart =
  | { readonly kind: 'mounted' }
  /** The blob is there already, sent along with the request. */
  | { readonly kind: 'stored' }
  | { readonly kind: 'session'; readonly location: URL }
  /** Not this way: an upload has to be begun for itself. */
  | { readonly kind: 'refused' }

/** Answers of registries that do not know, or do not grant, a short cut. */
const NOT_THIS_WAY = [400, 403, 404, 405, 411, 413, 415, 416]

/** What a blob is, as its descriptor says. */
export type BlobIdentity = Pick<Descriptor, 'digest' | 'size'>

/** The verbs of the distribution specification on one repository; each is one request and its retries. */
export class RepositoryClient {
  readonly registry: RegistrySession
  readonly #path: string
  readonly #name: string

  constructor(registry: RegistrySession) {
    this.registry = registry
    this.#name = registry.repository.name
    this.#path = `/v2/${this.#name}`
  }

  /** Scopes for reading. */
  get pullScopes(): readonly string[] {
    return [`repository:${this.#name}:pull`]
  }

  /** Scopes for writing. */
  get pushScopes(): readonly string[] {
    return [`repository:${this.#name}:pull,push`]
  }

  /** Whether the repository has a blob, whole: a registry may keep one that was cut short. */
  async hasBlob(blob: BlobIdentity): Promise<boolean> {
    return (await this.lookForBlob(blob)) === 'present'
  }

  /** Looks whether the repository has a blob, and that it has as many bytes as it should. */
  async lookForBlob({ digest, size }: BlobIdentity): Promise<'present' | 'absent' | 'damaged'> {
    const response = await this.registry.send({
      method: 'HEAD',
      to: `${this.#path}/blobs/${digest}`,
      what: `look for the blob ${digest}`,
      scopes: this.pushScopes,
      accept: [200, 404],
    })
    response.discard()
    if (response.status !== 200) return 'absent'
    return (response.contentLength ?? size) === size ? 'present' : 'damaged'
  }

  /**
   * Makes sure that a blob that was damaged before it was sent again is no more.
   *
   * @throws ExpectedFailure where the registry holds on to what it has
   */
  async checkMended(blob: BlobIdentity): Promise<void> {
    if (await this.hasBlob(blob)) return
    throw new ExpectedFailure({
      topic: 'registry',
      reason: 'wrong-content',
      what: `the blob ${blob.digest} of "${formatRepository(this.registry.repository)}", which was sent again`,
      expected: `${blob.size} bytes`,
      actual: 'another size in the registry',
    })
  }

  /** The digest that a tag (or a digest) resolves to; undefined where the repository has no such thing. */
  async resolve(tagOrDigest: string, scopes: readonly string[]): Promise<Digest | undefined> {
    const response = await this.registry.send(this.#manifestCall('HEAD', tagOrDigest, scopes))
    response.discard()
    if (response.status === 404) return undefined
    const stated = parseDigest(response.header('docker-content-digest') ?? '')
    if (stated.ok) return stated.value
    return (await this.getManifest(tagOrDigest, scopes))?.descriptor.digest
  }

  /**
   * Fetches a manifest or an index; undefined where the repository has no such thing. What is not as the
   * digest promises, or the registry itself says, is fetched once more.
   *
   * @throws ExpectedFailure when it is too large, or not what a digest promises
   */
  async getManifest(
    tagOrDigest: string,
    scopes = this.pullScopes,
  ): Promise<FetchedManifest | undefined> {
    try {
      return await this.#fetchManifest(tagOrDigest, scopes)
    } catch (error) {
      if (!isWrongContent(error)) throw error
      return this.#fetchManifest(tagOrDigest, scopes)
    }
  }

  async #fetchManifest(
    tagOrDigest: string,
    scopes: readonly string[],
  ): Promise<FetchedManifest | undefined> {
    const call = this.#manifestCall('GET', tagOrDigest, scopes)
    const { response, bytes } = await this.registry.sendAndRead(call, MAX_MANIFEST_BYTES)
    if (response.status === 404) return undefined
    const what = `read the manifest "${this.#reference(tagOrDigest)}"`
    if (bytes === undefined) {
      const limit = MAX_MANIFEST_BYTES
      throw new ExpectedFailure({ topic: 'registry', reason: 'too-large', what, limit })
    }
    const digest = digestOfHex(hash('sha256', bytes, 'hex'))
    for (const promise of [tagOrDigest, response.header('docker-content-digest') ?? '']) {
      const promised = parseDigest(promise)
      if (promised.ok && promised.value !== digest) throw this.#wrong(promised.value, digest)
    }
    const mediaType = manifestType(bytes, response.header('content-type'))
    return { descriptor: { mediaType, digest, size: bytes.length }, bytes }
  }

  /**
   * Stores a manifest or an index under its digest or a tag.
   *
   * @returns the digest that the registry says it stored; undefined where it does not say
   */
  async putManifest(
    tagOrDigest: string,
    mediaType: string,
    bytes: Uint8Array,
  ): Promise<Digest | undefined> {
    const response = await this.registry.send({
      method: 'PUT',
      to: `${this.#path}/manifests/${tagOrDigest}`,
      what: `push the manifest "${this.#reference(tagOrDigest)}"`,
      scopes: this.pushScopes,
      headers: { 'content-type': mediaType },
      body: bytesBody(bytes),
      accept: [200, 201, 202],
    })
    response.discard()
    const stored = parseDigest(response.header('docker-content-digest') ?? '')
    return stored.ok ? stored.value : undefined
  }

  /** Begins an upload. */
  async startUpload(digest: Digest): Promise<URL> {
    const what = uploading(digest)
    const response = await this.registry.send({
      method: 'POST',
      to: `${this.#path}/blobs/uploads/`,
      what,
      scopes: this.pushScopes,
      accept: [202],
    })
    response.discard()
    return uploadLocation(response, what)
  }

  /**
   * Sends a small blob in one request (distribution-spec, "Single POST"); a registry that cannot do that
   * begins an upload instead.
   */
  async uploadAtOnce(digest: Digest, bytes: Uint8Array): Promise<UploadStart> {
    const what = uploading(digest)
    const response = await this.registry.send({
      method: 'POST',
      to: `${this.#path}/blobs/uploads/?digest=${encodeURIComponent(digest)}`,
      what,
      scopes: this.pushScopes,
      headers: { 'content-type': 'application/octet-stream' },
      body: bytesBody(bytes),
      accept: [201, 202, ...NOT_THIS_WAY],
    })
    response.discard()
    if (response.status === 201) return { kind: 'stored' }
    if (response.status !== 202) return { kind: 'refused' }
    return { kind: 'session', location: uploadLocation(response, what) }
  }

  /** Asks for a blob of another repository; where that is not granted, an upload has begun. */
  async mount(digest: Digest, from: string): Promise<UploadStart> {
    const what = `mount the blob ${digest} from "${from}"`
    const query = `mount=${encodeURIComponent(digest)}&from=${encodeURIComponent(from)}`
    const response = await this.registry.send({
      method: 'POST',
      to: `${this.#path}/blobs/uploads/?${query}`,
      what,
      scopes: [...this.pushScopes, `repository:${from}:pull`],
      accept: [201, 202, ...NOT_THIS_WAY],
    })
    response.discard()
    if (response.status === 201) return { kind: 'mounted' }
    if (response.status !== 202) return { kind: 'refused' }
    return { kind: 'session', location: uploadLocation(response, what) }
  }

  /**
   * Opens a blob from a byte on; the status says whether the server went along with that (206), or does not
   * know how to (416).
   */
  async openBlob({ digest, size }: Descriptor, start: number): Promise<HttpResponse> {
    return this.registry.send({
      method: 'GET',
      to: `${this.#path}/blobs/${digest}`,
      what: `read the blob ${digest}`,
      scopes: this.pullScopes,
      // With an end, for there are servers that want one.
      headers: start === 0 ? {} : { range: `bytes=${start}-${size - 1}` },
      accept: start === 0 ? [200, 404] : [200, 206, 404, 416],
    })
  }

  #manifestCall(method: 'GET' | 'HEAD', tagOrDigest: string, scopes: readonly string[]): Call {
    return {
      method,
      to: `${this.#path}/manifests/${tagOrDigest}`,
      what: `look for "${this.#reference(tagOrDigest)}"`,
      scopes,
      headers: { accept: ACCEPT_MANIFESTS },
      accept: [200, 404],
    }
  }

  #reference(tagOrDigest: string): string {
    const { repository } = this.registry
    const digest = parseDigest(tagOrDigest)
    if (digest.ok) return digestReference(repository, digest.value)
    return formatReference({ ...repository, tag: tagOrDigest, digest: undefined })
  }

  #wrong(expected: Digest, actual: Digest): ExpectedFailure {
    const what = `a manifest of "${formatRepository(this.registry.repository)}"`
    return new ExpectedFailure({
      topic: 'registry',
      reason: 'wrong-content',
      what,
      expected: `the digest ${expected}`,
      actual: `the digest ${actual}`,
    })
  }
}

/** The action of an upload in words, to be read after "Cannot". */
export function uploading(digest: Digest): string {
  return `push the blob ${digest}`
}

/**
 * Where an upload goes on, as the registry says it.
 *
 * @throws ExpectedFailure when it does not say, or names an address that rt does not follow
 */
export function uploadLocation(response: HttpResponse, what: string): URL {
  const location = response.header('location')
  if (location !== undefined) return resolveLocation(location, response.url, what)
  const problem = 'the registry does not say where the upload goes on'
  throw new ExpectedFailure({ topic: 'registry', reason: 'bad-location', what, problem })
}
