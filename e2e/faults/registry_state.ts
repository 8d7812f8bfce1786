import { createHash } from 'node:crypto'

const MANIFEST_TYPES = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
].join(', ')

/** A manifest or an index, as far as it names other things. */
interface Links {
  readonly manifests?: readonly { readonly digest: string }[]
  readonly config?: { readonly digest: string }
  readonly layers?: readonly { readonly digest: string }[]
}

/** A repository as anybody sees it who asks the registry directly: shares no code with rt. */
export class RepositoryState {
  readonly #base: string
  readonly #verified = new Set<string>()
  readonly #headers: Readonly<Record<string, string>>

  constructor(host: string, name: string, headers: Readonly<Record<string, string>> = {}) {
    this.#base = `http://${host}/v2/${name}`
    this.#headers = headers
  }

  /**
   * Follows a tag to everything that it stands for, and checks every byte.
   *
   * @returns the digest that the tag resolves to; undefined where there is no such tag
   * @throws Error when something is missing or wrong
   */
  async closureOf(tag: string): Promise<string | undefined> {
    const found = await this.#read(`manifests/${tag}`)
    if (found === undefined) return undefined
    const digest = digestOf(found)
    await this.#followed(digest, found, tag)
    return digest
  }

  /** Checks all tags that the registry lists, and says how many there are. */
  async checkAllTags(): Promise<number> {
    const answer = await fetch(`${this.#base}/tags/list?n=100000`, { headers: this.#headers })
    if (answer.status === 404) return 0
    const { tags } = (await answer.json()) as { readonly tags: readonly string[] | null }
    for (const tag of tags ?? []) {
      if ((await this.closureOf(tag)) === undefined)
        throw new Error(`The tag ${tag} is listed only`)
    }
    return tags?.length ?? 0
  }

  /** Those of some blobs that the repository has. */
  async held(digests: readonly string[]): Promise<ReadonlySet<string>> {
    const found = await Promise.all(
      digests.map(async (digest) => {
        const url = `${this.#base}/blobs/${digest}`
        return (await fetch(url, { method: 'HEAD', headers: this.#headers })).ok ? [digest] : []
      }),
    )
    return new Set(found.flat())
  }

  async #followed(digest: string, bytes: Buffer, tag: string): Promise<void> {
    if (this.#verified.has(digest)) return
    const { manifests = [], config, layers = [] } = JSON.parse(bytes.toString()) as Links
    for (const child of manifests) {
      await this.#followed(child.digest, await this.#expect('manifests', child.digest, tag), tag)
    }
    for (const blob of [...(config === undefined ? [] : [config]), ...layers]) {
      if (this.#verified.has(blob.digest)) continue
      await this.#expect('blobs', blob.digest, tag)
      this.#verified.add(blob.digest)
    }
    this.#verified.add(digest)
  }

  async #expect(kind: 'manifests' | 'blobs', digest: string, tag: string): Promise<Buffer> {
    const bytes = await this.#read(`${kind}/${digest}`)
    if (bytes === undefined) throw new Error(`The tag ${tag} needs ${kind}/${digest}: not there`)
    const actual = digestOf(bytes)
    if (actual !== digest) throw new Error(`The tag ${tag} needs ${digest}: it is ${actual}`)
    return bytes
  }

  async #read(path: string): Promise<Buffer | undefined> {
    const headers = { accept: MANIFEST_TYPES, ...this.#headers }
    const answer = await fetch(`${this.#base}/${path}`, { headers })
    if (answer.status === 404) return undefined
    if (!answer.ok) throw new Error(`The registry answered ${answer.status} to ${path}`)
    return Buffer.from(await answer.arrayBuffer())
  }
}

function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`
}
