import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { blobPath } from '../../core/oci/blob_path.ts'
import type { Descriptor } from '../../core/descriptor.ts'
import type { Digest } from '../../core/digest.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import type { KeyLookup } from '../../core/file_keys.ts'
import type { Layer, LayerSet } from '../../core/layer_set.ts'
import { decodeJsonBytes } from '../../core/json/cursor.ts'
import { REFERENCE_NAME } from '../../core/oci/annotations.ts'
import { documentKind, MAX_MANIFEST_BYTES } from '../../core/oci/document_kinds.ts'
import { parseLayoutIndex } from '../../core/oci/index_document.ts'
import type { Repository } from '../../core/reference.ts'
import { parseRepository } from '../../core/reference.ts'
import type { Result } from '../../core/result.ts'
import { fileFailure, systemErrorCode } from '../file_failure.ts'
import { fileBlob, missingBlob, recipeBlob } from '../blob/content.ts'
import type { BlobSource, ImageSource } from '../blob/image_source.ts'
import { unfetchedBlob } from '../blob/unfetched_blob.ts'

/** An image in an OCI layout directory (OCI image-spec, image-layout.md), and what completes it. */
export interface LayoutOptions {
  readonly directory: string
  /** Describe layers that are not in the directory. */
  readonly layerSets?: readonly LayerSet[]
  /** Where the files of the layer sets are. */
  readonly lookup?: KeyLookup
  /** Reads layers that nobody has fetched from their registry; without it, reading one is a failure. */
  readonly readRemote?: ReadRemote
  /** Which image of a layout that has several: its `org.opencontainers.image.ref.name`, or its digest. */
  readonly reference?: string
}

/** Says how to read a blob of a registry; nothing is asked of it yet. */
export type ReadRemote = (repository: Repository, descriptor: Descriptor) => BlobSource

/**
 * Opens an image or an index that lies in a layout directory, made by rt or by anybody else.
 *
 * @throws ExpectedFailure when the directory is none, or has not exactly one such image
 */
export async function openLayout(options: LayoutOptions): Promise<ImageSource> {
  const { directory } = options
  await checkMarker(directory)
  const document = await readLayoutFile(directory, 'index.json')
  const index = expectLayout(directory, 'index.json', parseLayoutIndex(document))
  const layers = new Map(
    (options.layerSets ?? []).flatMap((set) => set.layers).map((layer) => [layer.digest, layer]),
  )
  const root = checkRoot(directory, chooseRoot(options, index.manifests))
  return {
    root,
    readSmall: (descriptor) => readSmall(directory, descriptor),
    blob: (descriptor) => blobOf(options, descriptor, layers),
  }
}

/** The file of a blob in a layout directory. */
export function blobFile(directory: string, digest: Digest): string {
  return join(directory, blobPath(digest))
}

function blobOf(
  options: LayoutOptions,
  descriptor: Descriptor,
  layers: ReadonlyMap<Digest, Layer>,
): BlobSource {
  const { directory, lookup = () => undefined, readRemote = unfetchedBlob } = options
  const path = blobFile(directory, descriptor.digest)
  if (existsSync(path)) return fileBlob(descriptor, path)
  const content = layers.get(descriptor.digest)?.content
  if (content === undefined) return missingBlob(descriptor, path)
  if (content.kind === 'recipe')
    return recipeBlob(descriptor, content.parts, (key) => lookup(key) ?? unknownKey(key))
  const file = lookup(content.file)
  if (content.kind === 'registry')
    return remoteBlob(descriptor, content.repository, file, readRemote)
  return file === undefined ? missingBlob(descriptor, path) : fileBlob(descriptor, file)
}

/** A blob of a registry: the file where it was fetched, else what the registry gives. */
function remoteBlob(
  descriptor: Descriptor,
  repository: string,
  file: string | undefined,
  readRemote: ReadRemote,
): BlobSource {
  const origin = expectRepository(repository)
  const blob = file === undefined ? readRemote(origin, descriptor) : fileBlob(descriptor, file)
  return { descriptor, file: blob.file, origin, open: (start) => blob.open(start) }
}

/** Layer sets that were read hold repositories that are right. */
function expectRepository(text: string): Repository {
  const repository = parseRepository(text)
  if (repository.ok) return repository.value
  const problem = repository.failure
  throw new ExpectedFailure({ topic: 'registry', reason: 'invalid-repository', text, problem })
}

function unknownKey(key: string): never {
  const searched = ['the files that the layer sets come with']
  throw new ExpectedFailure({ topic: 'image', reason: 'unknown-key', key, searched })
}

function chooseRoot(options: LayoutOptions, manifests: readonly Descriptor[]): Descriptor {
  const { directory: path, reference } = options
  const wanted = manifests.filter(
    ({ annotations = {}, digest }) =>
      reference === undefined || annotations[REFERENCE_NAME] === reference || digest === reference,
  )
  const [only, ...others] = new Map(wanted.map((each) => [each.digest, each])).values()
  if (only !== undefined && others.length === 0) return only
  if (only === undefined && reference !== undefined) {
    const available = manifests.map(nameOf)
    throw new ExpectedFailure({
      topic: 'image',
      reason: 'unknown-reference',
      path,
      reference,
      available,
    })
  }
  if (only === undefined) throw notALayout(path, 'index.json has no image')
  const images = [only, ...others].map(nameOf)
  throw new ExpectedFailure({ topic: 'image', reason: 'ambiguous-layout', path, images })
}

function nameOf(descriptor: Descriptor): string {
  return descriptor.annotations?.[REFERENCE_NAME] ?? descriptor.digest
}

/** The whole must be an image or an index: Docker's schema 1 and other things are refused by name. */
function checkRoot(directory: string, root: Descriptor): Descriptor {
  const kind = documentKind(root.mediaType)
  if (kind === 'manifest' || kind === 'index') return root
  throw new ExpectedFailure({
    topic: 'image',
    reason: 'unsupported-media-type',
    document: `image of "${directory}"`,
    mediaType: root.mediaType,
    accepted: 'an OCI or Docker (version 2, schema 2) image manifest or index',
  })
}

async function checkMarker(directory: string): Promise<void> {
  const bytes = await readLayoutFile(directory, 'oci-layout')
  const version = decodeJsonBytes(bytes, (root) => root.field('imageLayoutVersion').string())
  const text = expectLayout(directory, 'oci-layout', version)
  if (!text.startsWith('1.'))
    throw notALayout(directory, `its version is "${text}", and 1.0.0 is known`)
}

async function readLayoutFile(directory: string, name: string): Promise<Uint8Array> {
  try {
    return await readFile(join(directory, name))
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT' || systemErrorCode(error) === 'ENOTDIR')
      throw notALayout(directory, `it has no ${name}`)
    throw fileFailure(join(directory, name), error)
  }
}

function expectLayout<T>(directory: string, name: string, parsed: Result<T, string>): T {
  if (parsed.ok) return parsed.value
  throw notALayout(directory, `${name}: ${parsed.failure}`)
}

function notALayout(path: string, problem: string): ExpectedFailure {
  return new ExpectedFailure({ topic: 'image', reason: 'not-a-layout', path, problem })
}

async function readSmall(directory: string, descriptor: Descriptor): Promise<Uint8Array> {
  const { digest, size } = descriptor
  const path = blobFile(directory, digest)
  if (size > MAX_MANIFEST_BYTES) throw tooLarge(path, size)
  if (!existsSync(path))
    throw new ExpectedFailure({ topic: 'image', reason: 'missing-blob', digest, path })
  const bytes = await readAtMost(path, size)
  const [expected, actual] =
    bytes.length === size
      ? [digest, `sha256:${createHash('sha256').update(bytes).digest('hex')}`]
      : [`${size} bytes`, `${bytes.length > size ? 'more' : bytes.length} bytes`]
  if (actual === expected) return bytes
  throw new ExpectedFailure({
    topic: 'image',
    reason: 'changed-content',
    sources: [path],
    expected,
    actual,
  })
}

function tooLarge(path: string, size: number): ExpectedFailure {
  return new ExpectedFailure({
    topic: 'image',
    reason: 'malformed-document',
    document: `manifest or config "${path}"`,
    problem: `it has ${size} bytes, and ${MAX_MANIFEST_BYTES} are the most that is read`,
  })
}

/** Reads a file, but never more than one byte over the limit. */
async function readAtMost(path: string, limit: number): Promise<Uint8Array> {
  try {
    await using handle = await open(path, 'r')
    const buffer = new Uint8Array(limit + 1)
    let filled = 0
    for (;;) {
      const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, filled)
      filled += bytesRead
      if (bytesRead === 0) return buffer.subarray(0, filled)
    }
  } catch (error) {
    throw fileFailure(path, error)
  }
}
