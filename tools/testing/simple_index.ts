import { createHash } from 'node:crypto'
import { serveLoopback } from './http_server.ts'
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
export function wheelBytes({ name, version, tags, members }: PublishedWheel): Buffer {
  const info = `${name.replaceAll('-', '_')}-${version}.dist-info`
  return zipFile([
    ...members,
    {
      name: `${info}/METADATA`,
      content: `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n`,
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
): Promise<SimpleIndex> {
  const files = new Map(others)
  const pages = new Map<string, string>()
  for (const wheel of wheels) {
    const file = wheelFileName(wheel)
    const bytes = wheelBytes(wheel)
    files.set(`files/${file}`, bytes)
    const yanked = wheel.yanked === undefined ? '' : ` data-yanked="${wheel.yanked}"`
    const link = `<a href="/files/${file}#sha256=${sha256Hex(bytes)}"${yanked}>${file}</a>\n`
    const page = `simple/${wheel.name}/`
    pages.set(page, (pages.get(page) ?? '<!DOCTYPE html>\n') + link)
  }
  const asked: string[] = []
  const { host, ...server } = await serveLoopback(({ url = '' }, response) => {
    const path = decodeURIComponent(url.slice(1))
    asked.push(path)
    const page = pages.get(path)
    const body = page === undefined ? files.get(path) : Buffer.from(page)
    const type = page === undefined ? 'application/octet-stream' : 'text/html'
    const length = body?.length ?? 0
    response.writeHead(body === undefined ? 404 : 200, {
      'content-type': type,
      'content-length': length,
    })
    response.end(body)
  })
  const fileUrl = (path: string): string => `http://${host}/${path}`
  return { ...server, url: `http://${host}/simple`, fileUrl, asked }
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
