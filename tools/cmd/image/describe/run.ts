import { existsSync } from 'node:fs'
import { blobPath } from '../../../core/oci/blob_path.ts'
import type { Descriptor } from '../../../core/descriptor.ts'
import { ExpectedFailure } from '../../../core/failure.ts'
import type { Layer } from '../../../core/layer_set.ts'
import { serializeLayerSet } from '../../../core/layer_set_json.ts'
import type { WantedPlatform } from '../../../core/oci/choose_platform.ts'
import { describeTar } from '../../../node/layer/describe_tar.ts'
import { writeTextFile } from '../../../node/layer/text_file.ts'
import { readBaseImage } from '../../../node/layout/base_image.ts'
import { blobFile, openLayout } from '../../../node/layout/layout_source.ts'

/** What `rt image describe` is asked to do. Paths are relative to the execution root. */
export interface LayersRequest {
  /** OCI layout directory whose layers are to be described. */
  readonly layout: string
  /** How the directory will be found later. */
  readonly key: string
  /** The layer set to write. */
  readonly layers: string
  /** Which image of an index. */
  readonly platform: WantedPlatform
}

/**
 * Reads the layers of an image that another tool has made, and writes a layer set that describes them. Layers
 * that are not in the layout, or are not tars, are left out: they may be fine, but nothing is known of them.
 *
 * @throws ExpectedFailure when the layout is none, or a layer is unreadable
 */
export async function describeLayers(request: LayersRequest): Promise<void> {
  const { layout, key, platform } = request
  const { manifest } = await readBaseImage(
    await openLayout({ directory: layout }),
    platform,
    layout,
  )
  const layers: Layer[] = []
  for (const descriptor of manifest.layers) {
    const layer = await describeOne(layout, key, descriptor)
    if (layer !== undefined) layers.push(layer)
  }
  writeTextFile(request.layers, serializeLayerSet({ version: 1, layers }))
}

async function describeOne(
  layout: string,
  key: string,
  { mediaType, digest, size }: Descriptor,
): Promise<Layer | undefined> {
  const path = blobFile(layout, digest)
  if (!existsSync(path)) return undefined
  try {
    const { diffId, binaries } = await describeTar(path)
    return {
      mediaType,
      digest,
      size,
      diffId,
      annotations: {},
      description: '',
      content: { kind: 'blob', file: `${key}/${blobPath(digest)}` },
      ...(binaries === undefined ? {} : { binaries }),
    }
  } catch (error) {
    if (isNoTar(error)) return undefined
    throw error
  }
}

function isNoTar(error: unknown): boolean {
  return (
    error instanceof ExpectedFailure &&
    error.failure.topic === 'layer' &&
    error.failure.reason === 'not-a-tar'
  )
}
