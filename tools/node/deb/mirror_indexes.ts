import { createHash } from 'node:crypto'
import { extname } from 'node:path'
import { PACKAGE_EXPANSION } from '../../core/archive/expansion.ts'
import type { Mirror } from '../../core/deb/mirror.ts'
import type { ReleaseFile } from '../../core/deb/release.ts'
import { packagesFile, parseRelease } from '../../core/deb/release.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import { boundedDecompression } from '../blob/bounded_decompression.ts'
import { Connections } from '../registry/http/connections.ts'
import type { ExchangeContext } from '../registry/http/exchange.ts'
import { DEFAULT_TIMEOUTS } from '../registry/http/exchange.ts'
import { NetworkError } from '../registry/http/network_error.ts'
import { exchangeFollowing } from '../registry/http/redirect.ts'
import type { Shell } from '../shell.ts'
import type { SuiteRequest } from './apt.ts'
import { DECOMPRESSORS } from './decompressors.ts'

/** The text of an index of packages. */
export interface IndexText {
  /** As Debian calls it. */
  readonly architecture: string
  readonly text: string
}

/** Bytes of a file of a release at most; the largest index of Debian has 60 MiB uncompressed. */
const MAX_INDEX_BYTES = 256 * 1024 * 1024

/**
 * Fetches the indexes of releases from mirrors that a user names, all of them. What the Release file says of
 * the hashes is checked; its signature is not, so the address should be an https one or a trusted network's.
 *
 * @throws ExpectedFailure when a mirror does not answer, lacks a release, or has an index that is damaged
 */
export async function mirrorIndexes(
  mirrors: readonly Mirror[],
  request: SuiteRequest,
  { env, signal }: Pick<Shell, 'env' | 'signal'>,
): Promise<readonly IndexText[]> {
  using connections = new Connections({ unverifiedHost: undefined, caFiles: [], perHost: 4, env })
  const fetcher = new Fetcher({ connections, timeouts: DEFAULT_TIMEOUTS, signal })
  const texts: IndexText[] = []
  for (const { url, releases } of mirrors)
    for (const release of releases)
      texts.push(...(await fetcher.release(`${url}/dists/${release}`, request)))
  return texts
}

class Fetcher {
  readonly #context: ExchangeContext

  constructor(context: ExchangeContext) {
    this.#context = context
  }

  async release(root: string, request: SuiteRequest): Promise<readonly IndexText[]> {
    const files = parseRelease(await this.#releaseText(root))
    const texts: IndexText[] = []
    for (const component of request.components) {
      for (const architecture of request.architectures) {
        const file = packagesFile(files, component, architecture)
        const what = `${component} for ${architecture}`
        if (file === undefined) throw indexFailure(root, `it has no packages of ${what}`)
        texts.push({ architecture, text: await this.#index(root, file) })
      }
    }
    return texts
  }

  async #releaseText(root: string): Promise<string> {
    const signed = await this.#get(`${root}/InRelease`)
    const bytes = signed ?? (await this.#get(`${root}/Release`))
    if (bytes === undefined) throw indexFailure(root, 'it has neither InRelease nor Release')
    return Buffer.from(bytes).toString('utf8')
  }

  async #index(root: string, { path, sha256, size }: ReleaseFile): Promise<string> {
    const bytes = await this.#get(`${root}/${path}`)
    if (bytes === undefined) throw indexFailure(root, `it does not have "${path}"`)
    const found = createHash('sha256').update(bytes).digest('hex')
    if (bytes.length !== size || found !== sha256)
      throw indexFailure(root, `"${path}" is not what its Release file says`)
    const decompress = DECOMPRESSORS[extname(path)] ?? DECOMPRESSORS['']
    const chunks: Uint8Array[] = []
    async function* whole(): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(bytes ?? new Uint8Array(0))
    }
    if (decompress === undefined) return ''
    for await (const chunk of boundedDecompression(path, whole(), decompress, PACKAGE_EXPANSION))
      chunks.push(chunk)
    return Buffer.concat(chunks).toString('utf8')
  }

  /** The bytes at an address; undefined where there is nothing. */
  async #get(address: string): Promise<Uint8Array | undefined> {
    const url = new URL(address)
    const request = { method: 'GET', url, headers: {} } as const
    try {
      const response = await exchangeFollowing(request, this.#context, `fetch ${address}`)
      if (response.status === 404) {
        response.discard()
        return undefined
      }
      if (response.status !== 200) throw indexFailure(address, `it answers ${response.status}`)
      const bytes = await response.readAll(MAX_INDEX_BYTES, DEFAULT_TIMEOUTS.answer)
      if (bytes === undefined)
        throw indexFailure(address, `it has more than ${MAX_INDEX_BYTES} bytes`)
      return bytes
    } catch (error) {
      if (error instanceof NetworkError) throw indexFailure(address, error.message)
      throw error
    }
  }
}

function indexFailure(place: string, cause: string): ExpectedFailure {
  return new ExpectedFailure({ topic: 'debian', reason: 'index', place, cause })
}
