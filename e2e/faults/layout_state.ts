import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'

interface Node {
  readonly digest: string
  readonly annotations?: Readonly<Record<string, string>>
}

interface Links {
  readonly manifests?: readonly Node[]
  readonly config?: Node
  readonly layers?: readonly Node[]
}

/**
 * Looks at a layout directory as anybody does who opens it: shares no code with rt. Every file that has the
 * name of a blob must be that blob, and all that the index names must be there.
 *
 * @returns the digests of the images by their names; undefined where it is not a layout yet
 * @throws Error when something is missing or wrong
 */
export async function layoutImages(
  directory: string,
): Promise<ReadonlyMap<string, string> | undefined> {
  const blobs = await verifiedBlobs(join(directory, 'blobs/sha256'))
  const path = join(directory, 'index.json')
  if (!existsSync(path)) return undefined
  const { manifests = [] } = JSON.parse(await readFile(path, 'utf8')) as Links
  for (const { digest } of manifests) follow(digest, blobs)
  return new Map(
    manifests.map(({ digest, annotations }) => [
      annotations?.['org.opencontainers.image.ref.name'] ?? '',
      digest,
    ]),
  )
}

type Blobs = ReadonlyMap<string, Buffer>

async function verifiedBlobs(directory: string): Promise<Blobs> {
  const names = existsSync(directory) ? await readdir(directory) : []
  const blobs = new Map<string, Buffer>()
  for (const name of names.filter((each) => /^[0-9a-f]{64}$/.test(each))) {
    const bytes = await readFile(join(directory, name))
    const actual = createHash('sha256').update(bytes).digest('hex')
    if (actual !== name) throw new Error(`The blob ${name} is ${actual}`)
    blobs.set(`sha256:${name}`, bytes)
  }
  return blobs
}

function follow(digest: string, blobs: Blobs): void {
  const bytes = blobs.get(digest)
  if (bytes === undefined) throw new Error(`The layout names ${digest}: not there`)
  const { manifests = [], config, layers = [] } = JSON.parse(bytes.toString()) as Links
  for (const child of manifests) follow(child.digest, blobs)
  for (const blob of [...(config === undefined ? [] : [config]), ...layers]) {
    if (!blobs.has(blob.digest)) throw new Error(`The layout needs ${blob.digest}: not there`)
  }
}
