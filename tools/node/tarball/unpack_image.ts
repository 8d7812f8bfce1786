import { createHash } from 'node:crypto'
import { mkdir, open, readFile, rename, writeFile } from 'node:fs/promises'
import { join, posix } from 'node:path'
import type { DockerArchiveImage } from '../../core/tarball/docker_archive.ts'
import { parseDockerManifest } from '../../core/tarball/docker_archive.ts'
import type { Descriptor } from '../../core/descriptor.ts'
import type { Digest } from '../../core/digest.ts'
import { digestOfHex } from '../../core/digest.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import { sniffLayer } from '../../core/layer/sniff.ts'
import { layerMediaType, OCI_CONFIG, OCI_MANIFEST } from '../../core/media_types.ts'
import { MAX_MANIFEST_BYTES } from '../../core/oci/document_kinds.ts'
import { manifestBytes } from '../../core/oci/manifest.ts'
import type { TarballMember } from './tarball_members.ts'
import { tarballMembers, damaged, firstBytes } from './tarball_members.ts'
import { blobFile } from '../layout/layout_source.ts'
import { LayoutWriter } from '../layout/layout_writer.ts'

const DOCUMENTS = ['oci-layout', 'index.json', 'manifest.json']
const BLOB = /^blobs\/sha256\/([0-9a-f]{64})$/

/**
 * Makes an OCI layout directory of an image in a tar: an OCI archive (the tar of a layout), or what
 * `docker save` writes. Compressed tars are read, too.
 *
 * @throws ExpectedFailure when it is no such tar, is damaged, or has not exactly one image
 */
export async function unpackImage(archive: string, out: string): Promise<void> {
  await mkdir(join(out, 'blobs/sha256'), { recursive: true })
  const contents = await readContents(archive, out)
  const { documents } = contents
  const [marker, index] = [documents.get('oci-layout'), documents.get('index.json')]
  if (marker !== undefined && index !== undefined) {
    await writeFile(join(out, 'oci-layout'), marker)
    await writeFile(join(out, 'index.json'), index)
    return
  }
  await convertDockerArchive(archive, out, contents)
}

/** What one reading of the tar gave. */
interface Contents {
  readonly documents: ReadonlyMap<string, Uint8Array>
  /** Blobs of a layout, by path. */
  readonly stored: Map<string, StoredFile>
  /** Symbolic links, by path: the path that each leads to. */
  readonly links: ReadonlyMap<string, string>
}

interface StoredFile {
  readonly digest: Digest
  /** Bytes. */
  readonly size: number
}

async function readContents(archive: string, out: string): Promise<Contents> {
  const documents = new Map<string, Uint8Array>()
  const stored = new Map<string, StoredFile>()
  const links = new Map<string, string>()
  for await (const member of tarballMembers(archive)) {
    const { path, target } = member
    if (target !== undefined) links.set(path, posix.join(posix.dirname(path), target))
    else if (DOCUMENTS.includes(path)) documents.set(path, await readDocument(archive, member))
    else if (BLOB.test(path)) stored.set(path, await storeBlob(archive, out, member))
  }
  return { documents, stored, links }
}

async function readDocument(archive: string, member: TarballMember): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of member.content) {
    size += chunk.length
    if (size > MAX_MANIFEST_BYTES) throw damaged(archive, `its ${member.path} is larger than 4 MiB`)
    chunks.push(Uint8Array.from(chunk))
  }
  return Buffer.concat(chunks)
}

/** Stores a blob of a layout, which must be what its name says. */
async function storeBlob(archive: string, out: string, member: TarballMember): Promise<StoredFile> {
  const file = await store(out, member.content)
  const expected = `sha256:${BLOB.exec(member.path)?.[1] ?? ''}`
  if (file.digest === expected) return file
  throw damaged(archive, `"${member.path}" has the digest ${file.digest}`)
}

/** Stores bytes under their digest. */
async function store(out: string, content: AsyncIterable<Uint8Array>): Promise<StoredFile> {
  const hash = createHash('sha256')
  const path = join(out, 'blobs/sha256/new')
  let size = 0
  {
    await using file = await open(path, 'w')
    for await (const chunk of content) {
      hash.update(chunk)
      await file.writeFile(chunk)
      size += chunk.length
    }
  }
  const digest = digestOfHex(hash.digest('hex'))
  await rename(path, blobFile(out, digest))
  return { digest, size }
}

async function convertDockerArchive(
  archive: string,
  out: string,
  contents: Contents,
): Promise<void> {
  const image = onlyImage(archive, contents.documents.get('manifest.json'))
  const resolve = (path: string): string => followLinks(path, contents.links)
  const wanted = new Set([image.config, ...image.layers].map(resolve))
  for await (const { path, target, content } of tarballMembers(archive)) {
    if (target === undefined && wanted.has(path) && !contents.stored.has(path))
      contents.stored.set(path, await store(out, content))
  }
  const find = (path: string): StoredFile => {
    const file = contents.stored.get(resolve(path))
    if (file !== undefined) return file
    throw damaged(archive, `it has no "${path}", which its manifest.json names`)
  }
  const layers: Descriptor[] = []
  for (const path of image.layers) layers.push(await layerOf(archive, out, find(path)))
  const layout = await LayoutWriter.create(out)
  const config = await layout.write(
    OCI_CONFIG,
    await readFile(blobFile(out, find(image.config).digest)),
  )
  const manifest = manifestBytes({ config, layers, annotations: {} })
  await layout.finish(await layout.write(OCI_MANIFEST, manifest))
}

async function layerOf(archive: string, out: string, file: StoredFile): Promise<Descriptor> {
  const sniffed = sniffLayer(await firstBytes(blobFile(out, file.digest)))
  if (sniffed.kind === 'layer') return { mediaType: layerMediaType(sniffed.compression), ...file }
  throw damaged(archive, `its layer ${file.digest} is ${sniffed.name}`)
}

function onlyImage(archive: string, manifest: Uint8Array | undefined): DockerArchiveImage {
  if (manifest === undefined) {
    const problem =
      'it is a tar without index.json (of a layout) and manifest.json (of docker save)'
    throw new ExpectedFailure({ topic: 'image', reason: 'not-a-layout', path: archive, problem })
  }
  const parsed = parseDockerManifest(manifest)
  if (!parsed.ok) throw damaged(archive, `its manifest.json: ${parsed.failure}`)
  const [image, ...others] = parsed.value
  if (image !== undefined && others.length === 0) return image
  const images = parsed.value.map(({ names, config }) => names[0] ?? config)
  throw new ExpectedFailure({ topic: 'image', reason: 'ambiguous-layout', path: archive, images })
}

/** Older Dockers write a layer once, and links to it. */
function followLinks(path: string, links: ReadonlyMap<string, string>): string {
  let here = posix.normalize(path)
  for (let steps = 0; steps < MAX_LINKS; steps += 1) here = links.get(here) ?? here
  return here
}

const MAX_LINKS = 8
