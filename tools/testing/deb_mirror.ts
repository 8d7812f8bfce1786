import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import type { WrittenDeb } from './deb_writer.ts'
import { controlFile, writeDeb } from './deb_writer.ts'
import { serveLoopback } from './http_server.ts'

/** A Debian archive on a free loopback port. */
export interface DebMirror extends AsyncDisposable {
  /** Root of the archive, without a slash at its end. */
  readonly url: string
  /** Paths that were asked for, in order. */
  readonly asked: readonly string[]
  /** What is served, by path: to be changed by tests. */
  readonly files: Map<string, Buffer>
}

/** Serves packages as a suite of an archive, for each architecture that one of them has. */
export async function serveDebs(
  debs: readonly WrittenDeb[],
  suites: readonly string[] = ['bookworm'],
): Promise<DebMirror> {
  const files = new Map<string, Buffer>()
  await publish(files, debs, suites)
  const asked: string[] = []
  const { host, ...server } = await serveLoopback(({ url = '' }, response) => {
    const path = decodeURIComponent(url.slice(1))
    asked.push(path)
    const file = files.get(path)
    response.writeHead(file === undefined ? 404 : 200, { 'content-length': file?.length ?? 0 })
    response.end(file)
  })
  return { ...server, url: `http://${host}`, asked, files }
}

/** Writes the files of an archive anew: packages, their indexes and the Release files. */
export async function publish(
  files: Map<string, Buffer>,
  debs: readonly WrittenDeb[],
  suites: readonly string[],
): Promise<void> {
  files.clear()
  const stanzas: (readonly [architecture: string, stanza: string])[] = []
  for (const deb of debs) {
    const { name, version = '1.0', architecture = 'amd64' } = deb
    const bytes = await writeDeb(deb)
    const path = `pool/main/${name}_${version.replace(/^\d+:/, '')}_${architecture}.deb`
    files.set(path, bytes)
    const fields = [`Filename: ${path}`, `Size: ${bytes.length}`, `SHA256: ${sha256(bytes)}`]
    stanzas.push([architecture, `${controlFile(deb)}${fields.join('\n')}\n`])
  }
  for (const suite of suites) publishSuite(files, suite, stanzas)
}

const ARCHITECTURES = ['amd64', 'arm64'] as const

function publishSuite(
  files: Map<string, Buffer>,
  suite: string,
  stanzas: readonly (readonly [architecture: string, stanza: string])[],
): void {
  const lines: string[] = []
  for (const architecture of ARCHITECTURES) {
    const fitting = stanzas.filter(([its]) => its === architecture || its === 'all')
    const text = fitting.map(([, stanza]) => stanza).join('\n')
    const path = `main/binary-${architecture}/Packages.gz`
    const bytes = gzipSync(text)
    files.set(`dists/${suite}/${path}`, bytes)
    lines.push(` ${sha256(bytes)} ${bytes.length} ${path}`)
    lines.push(` ${sha256(Buffer.from(text))} ${text.length} ${path.replace('.gz', '')}`)
  }
  const head = [
    `Suite: ${suite}`,
    `Codename: ${suite}`,
    'Date: Sat, 01 Jan 2022 00:00:00 UTC',
    `Architectures: ${ARCHITECTURES.join(' ')}`,
    'Components: main',
    'SHA256:',
  ]
  files.set(`dists/${suite}/Release`, Buffer.from(`${[...head, ...lines].join('\n')}\n`))
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
