import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { Command } from '../bench/measure/command.ts'
import { measure } from '../bench/measure/command.ts'
import type { RtProgram } from '../bench/program/rt.ts'
import { bundleRt } from '../bench/program/rt.ts'
import { startNullRegistry } from '../bench/registry/running_null_registry.ts'
import { OCI_CONFIG, OCI_LAYER, OCI_MANIFEST } from '../tools/core/media_types.ts'
import type { LoopbackServer } from '../tools/testing/http_server.ts'
import { serveLoopback } from '../tools/testing/http_server.ts'
import type { TempDir } from '../tools/testing/temp_dir.ts'
import { tempDir } from '../tools/testing/temp_dir.ts'

const MIB = 1024 ** 2
const SMALL = 8 * MIB
const LARGE = 400 * MIB

/** More than this is not noise of a garbage collector, and less than what a transfer could hold of a blob. */
const TOLERANCE = 100 * MIB

const PIECE = Buffer.alloc(MIB)

/** An image whose one layer is that many zeros. */
interface ImageOfZeros {
  readonly size: number
  readonly layer: string
  readonly manifest: string
  readonly digest: string
  readonly config: string
}

function sha256(...texts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256')
  for (const text of texts) hash.update(text)
  return `sha256:${hash.digest('hex')}`
}

function imageOfZeros(size: number, author = ''): ImageOfZeros {
  const layer = sha256(...Array.from({ length: size / MIB }, () => PIECE))
  const rootfs = { type: 'layers', diff_ids: [layer] }
  const config = JSON.stringify({ author, os: 'linux', architecture: 'amd64', rootfs })
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    config: { mediaType: OCI_CONFIG, digest: sha256(config), size: config.length },
    layers: [{ mediaType: OCI_LAYER, digest: layer, size }],
  })
  return { size, layer, manifest, digest: sha256(manifest), config }
}

/** Writes a layout directory; its layer takes no room on a disk. */
function writeLayout(path: string, { size, layer, manifest, digest, config }: ImageOfZeros): void {
  const blob = (name: string): string => join(path, 'blobs/sha256', name.replace('sha256:', ''))
  mkdirSync(join(path, 'blobs/sha256'), { recursive: true })
  writeFileSync(blob(layer), '')
  truncateSync(blob(layer), size)
  writeFileSync(blob(digest), manifest)
  writeFileSync(blob(sha256(config)), config)
  const root = { mediaType: OCI_MANIFEST, digest, size: manifest.length }
  writeFileSync(join(path, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [root] }))
  writeFileSync(join(path, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}')
}

/** A registry that takes everything, keeps nothing but the knowledge of a tag, and gives zeros. */
function registryOfZeros(image: ImageOfZeros, isTagged: boolean): Promise<LoopbackServer> {
  let tagged = isTagged
  const contents: readonly (readonly [RegExp, string])[] = [
    [/\/manifests\//, image.manifest],
    [new RegExp(`/blobs/${sha256(image.config)}$`), image.config],
  ]
  return serveLoopback((request, response) => {
    const { method = '', url = '' } = request
    if (method === 'PUT' || method === 'POST') return take(request, response)
    if (!tagged) return void response.writeHead(404).end()
    const [, text] = contents.find(([path]) => path.test(url)) ?? []
    const headers = { 'content-type': OCI_MANIFEST, 'docker-content-digest': image.digest }
    if (text === undefined) giveZeros(image.size, response)
    else response.writeHead(200, { ...headers, 'content-length': text.length }).end(text)
  })

  function take(request: IncomingMessage, response: ServerResponse): void {
    const { method, url = '' } = request
    tagged ||= url.includes('/manifests/')
    request.resume().on('end', () => {
      const location = { location: '/v2/x/blobs/uploads/1' }
      response.writeHead(method === 'POST' ? 202 : 201, location).end()
    })
  }
}

function giveZeros(size: number, response: ServerResponse): void {
  response.writeHead(200, { 'content-length': size })
  let left = size
  const more = (): void => {
    while (left > 0) {
      left -= PIECE.length
      if (!response.write(PIECE)) return void response.once('drain', more)
    }
    response.end()
  }
  more()
}

/** Bytes that a command has in memory at its peak. */
async function peak(command: Command): Promise<number> {
  return (await measure(command)).memory
}

describe('the memory of rt', () => {
  let directory: TempDir
  let rt: RtProgram
  before(async () => {
    directory = await tempDir()
    rt = await bundleRt(directory.path)
  })
  after(() => directory[Symbol.asyncDispose]())

  it('does not grow with the blobs that it pushes', async () => {
    const peaks: number[] = []
    for (const image of [SMALL, LARGE].map((size) => imageOfZeros(size))) {
      const layout = join(directory.path, `pushed${image.size}`)
      writeLayout(layout, image)
      await using registry = await registryOfZeros(image, false)
      peaks.push(await peak(rt.command(['push', layout, `${registry.host}/x:v1`])))
    }
    assertFlat(peaks)
  })

  it('does not grow with the images that it pushes at once', async () => {
    const peaks: number[] = []
    for (const count of [10, 500]) {
      await using registry = await startNullRegistry()
      const lines = Array.from({ length: count }, (_, index) => {
        const layout = join(directory.path, `released${index}`)
        writeLayout(layout, imageOfZeros(MIB, `image ${index}`))
        return `${layout} ${registry.host}/org/image:v${index}\n`
      })
      const list = join(directory.path, `${count}.txt`)
      writeFileSync(list, lines.join(''))
      peaks.push(await peak(rt.command(['push-all', list, '--quiet'])))
    }
    assertFlat(peaks, TOLERANCE / 2)
  })

  it('does not grow with the blobs that it pulls', async () => {
    const peaks: number[] = []
    for (const image of [SMALL, LARGE].map((size) => imageOfZeros(size))) {
      await using registry = await registryOfZeros(image, true)
      const layout = join(directory.path, `pulled${image.size}`)
      peaks.push(await peak(rt.command(['pull', `${registry.host}/x:v1`, layout])))
    }
    assertFlat(peaks)
  })
})

function assertFlat([small = 0, large = 0]: readonly number[], tolerance = TOLERANCE): void {
  assert(small > 0)
  assert(large - small < tolerance, `${small} bytes, then ${large}`)
}
