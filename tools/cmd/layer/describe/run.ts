import { basename } from 'node:path'
import type { Layer } from '../../../core/layer_set.ts'
import { serializeLayerSet } from '../../../core/layer_set_json.ts'
import { layerMediaType } from '../../../core/media_types.ts'
import { describeTar } from '../../../node/layer/describe_tar.ts'
import { writeTextFile } from '../../../node/layer/text_file.ts'

/** What `rt layer describe` is asked to do. Paths are relative to the execution root. */
export interface LayerRequest {
  /** The tar to describe. */
  readonly tar: string
  /** How it will be found later. */
  readonly key: string
  /** The layer set to write. */
  readonly layers: string
}

/**
 * Reads a tar once and writes the layer set that describes it.
 *
 * @throws ExpectedFailure when it is not a tar, or damaged
 */
export async function describeLayer({ tar, key, layers }: LayerRequest): Promise<void> {
  const { compression, digest, size, diffId, binaries } = await describeTar(tar)
  const layer: Layer = {
    mediaType: layerMediaType(compression),
    digest,
    size,
    diffId,
    annotations: {},
    description: basename(key),
    content: { kind: 'blob', file: key },
    ...(binaries === undefined ? {} : { binaries }),
  }
  writeTextFile(layers, serializeLayerSet({ version: 1, layers: [layer] }))
}
