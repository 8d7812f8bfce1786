import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders, RequestListener } from 'node:http'
import type { Certificate } from './certificate.ts'
import { serveLoopback, serveTls } from './http_server.ts'
import type { ZipMember } from './zip_writer.ts'
import { zipFile } from './zip_writer.ts'

/** A wheel that a test publishes. */
export interface PublishedWheel {
  readonly name: string
  readonly version: string
  /** Tags of its file name, such as "py3-none-manylinux_2_17_x86_64". */
  readonly tags: string
  readonly members: readonly ZipMember[]
  /** Why it was withdrawn; not at all if not given. */
  readonly yanked?: string
  /** What it needs, in the words of metadata. */
  readonly requires?: readonly string[]
}

/** What an index does besides serving wheels. */
export interface IndexBehaviour {
  /** `USER:PASSWORD` that everybody must know. */
  readonly login?: string
  /** Makes it speak TLS, with this certificate. */
  readonly certificate?: Certificate
  /** Source archives, such as "docopt-0.6.2", which have no wheel. */
  readonly sources?: readonly string[]
  /** The status that a path is answered with in place of what is there; undefined for what is there. */
  readonly status?: (path: string) => number | undefined
  /** The hash that it says of every wheel, in place of the true one. */
  readonly claimedHash?: string
}

/** An index of wheels, and of other files, on a free loopback port. */
export interface SimpleIndex extends AsyncDisposable {
  /** What pip wants as its index. */
  readonly url: string
  /** Where a file is that is served besides wheels. */
  readonly fileUrl: (path: string) => string
  /** Paths that were asked for, in order. */
  readonly asked: readonly string[]
}

/** The file name of a wheel. */
export function wheelFileName({ name, version, tags }: PublishedWheel): string {
  return `${name.replaceAll('-', '_')}-${version}-${tags}.whl`
}

/** The bytes of a wheel: its members, and the metadata that pip looks at. */
export function wheelBytes(wheel: PublishedWheel): Buffer {
  const { name, version, tags, members, requires = [] } = wheel
  const info = `${name.replaceAll('-', '_')}-${version}.dist-info`
  return zipFile([
    ...members,
    {
      name: `${info}/METADATA`,
      content: [
        `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n`,
        ...requires.map((each) => `Requires-Dist: ${each}\n`),
      ].join(''),
    },
    {
      name: `${info}/WHEEL`,
      content: `Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: ${tags}\n`,
    },
    { name: `${info}/licenses/License.txt`, content: `licence of ${name}\n` },
    { name: `${info}/RECORD`, content: '' },
  ])
}

/** Hexadecimal SHA-256. */
export function sha256Hex(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Serves wheels as PEP 503 and 592 say, and other files by their paths. */
export async function serveIndex(
  wheels: readonly PublishedWheel[],
  others: ReadonlyMap<string, Buffer> = new Map(),
  { login, certificate, sources = [], status, claimedHash }: IndexBehaviour = {},
): Promise<SimpleIndex> {
  const { pages, files } = publish(wheels, sources, others, claimedHash)
  const asked: string[] = []
  const listener: RequestListener = ({ url = '', headers }, response) => {
    const path = decodeURIComponent(url.slice(1))
    if (login !== undefined && loginOf(headers) !== login) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="index"' }).end()
      return
    }
    asked.push(path)
    const other = status?.(path)
    if (other !== undefined) {
      response.writeHead(other).end()
      return
    }
    const page = pages.get(path)
    const body = page === undefined ? files.get(path) : Buffer.from(page)
    const type = page === undefined ? 'application/octet-stream' : 'text/html'
    const length = body?.length ?? 0
    response.writeHead(body === undefined ? 404 : 200, {
      'content-type': type,
      'content-length': length,
    })
    response.end(body)
  }
  const { host, ...server } = await (certificate === undefined
    ? serveLoopback(listener)
    : serveTls(certificate, listener))
  const origin = `${certificate === undefined ? 'http' : 'https'}://${host}`
  return {
    [Symbol.asyncDispose]: server[Symbol.asyncDispose],
    url: `${origin}/simple`,
    fileUrl: (path) => `${origin}/${path}`,
    asked,
  }
}

interface Published {
  /** By path: HTML. */
  readonly pages: ReadonlyMap<string, string>
  readonly files: ReadonlyMap<string, Buffer>
}

function publish(
  wheels: readonly PublishedWheel[],
  sources: readonly string[],
  others: ReadonlyMap<string, Buffer>,
  claimedHash: string | undefined,
): Published {
  const files = new Map(others)
  const pages = new Map<string, string>()
  for (const wheel of wheels) {
    const file = wheelFileName(wheel)
    const bytes = wheelBytes(wheel)
    files.set(`files/${file}`, bytes)
    const yanked = wheel.yanked === undefined ? '' : ` data-yanked="${wheel.yanked}"`
    const link = `<a href="/files/${file}#sha256=${claimedHash ?? sha256Hex(bytes)}"${yanked}>${file}</a>\n`
    const page = `simple/${wheel.name}/`
    pages.set(page, (pages.get(page) ?? '<!DOCTYPE html>\n') + link)
  }
  for (const source of sources) pages.set(...sourcePage(source))
  return { pages, files }
}

/** The page of a project that has nothing but an archive of its source. */
function sourcePage(source: string): readonly [string, string] {
  const link = `<a href="/files/${source}.tar.gz#sha256=${'0'.repeat(64)}">${source}.tar.gz</a>\n`
  return [`simple/${source.slice(0, source.lastIndexOf('-'))}/`, `<!DOCTYPE html>\n${link}`]
}

function loginOf({ authorization = '' }: IncomingHttpHeaders): string {
  return Buffer.from(authorization.replace(/^Basic /, ''), 'base64').toString()
}

/** Variables that make pip ask this index and no other, once, and use nothing it has in store. */
export function pipEnvironment(url: string): Readonly<Record<string, string>> {
  return {
    PIP_INDEX_URL: url,
    PIP_RETRIES: '1',
    PIP_FIND_LINKS: '',
    PIP_NO_CACHE_DIR: '1',
    PIP_CONFIG_FILE: '/dev/null',
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
  }
}
