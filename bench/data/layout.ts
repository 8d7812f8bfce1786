import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { OCI_CONFIG, OCI_LAYER, OCI_MANIFEST } from '../../tools/core/media_types.ts'
import { tarLayerSize } from './tar_layer.ts'
import { doJobs } from './workers.ts'

/** The one tag of a layout that the bench makes. */
export const LAYOUT_TAG = 'v1'

/** Makes an OCI image layout (OCI image-spec, image-layout.md) with plain tar layers of weights. */
export async function makeLayout(
  folder: string,
  layers: number,
  bytesOfLayer: number,
): Promise<void> {
  const blobs = join(folder, 'blobs/sha256')
  mkdirSync(blobs, { recursive: true })
  const nameOf = (index: number): string => `weights-${index}.bin`
  const digests = await doJobs(
    Array.from({ length: layers }, (_, index) => ({
      kind: 'tar layer',
      folder: blobs,
      name: nameOf(index),
      bytes: bytesOfLayer,
      // Layouts of the same bench share no layer.
      seed: layers * 1000 + index,
    })),
  )
  const descriptors = digests.map((hex, index) => ({
    mediaType: OCI_LAYER,
    digest: `sha256:${hex}`,
    size: tarLayerSize(nameOf(index), bytesOfLayer),
  }))
  writeDocuments(folder, descriptors)
}

interface BlobDescriptor {
  readonly mediaType: string
  readonly digest: string
  readonly size: number
}

function writeDocuments(folder: string, layers: readonly BlobDescriptor[]): void {
  const config = writeJsonBlob(folder, OCI_CONFIG, {
    architecture: 'amd64',
    os: 'linux',
    config: {},
    rootfs: { type: 'layers', diff_ids: layers.map(({ digest }) => digest) },
  })
  const manifest = writeJsonBlob(folder, OCI_MANIFEST, {
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    config,
    layers,
  })
  const annotations = { 'org.opencontainers.image.ref.name': LAYOUT_TAG }
  const index = { schemaVersion: 2, manifests: [{ ...manifest, annotations }] }
  writeFileSync(join(folder, 'index.json'), JSON.stringify(index))
  writeFileSync(join(folder, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }))
}

function writeJsonBlob(folder: string, mediaType: string, document: unknown): BlobDescriptor {
  const bytes = Buffer.from(JSON.stringify(document))
  const hex = createHash('sha256').update(bytes).digest('hex')
  writeFileSync(join(folder, 'blobs/sha256', hex), bytes)
  return { mediaType, digest: `sha256:${hex}`, size: bytes.length }
}
