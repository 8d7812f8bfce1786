import type { DebLayerOptions } from '../../../core/deb/layer_plan.ts'
import type { Codec } from '../../../core/layer/codec.ts'
import type { Layer } from '../../../core/layer_set.ts'
import { serializeLayerSet } from '../../../core/layer_set_json.ts'
import { layerMediaType } from '../../../core/media_types.ts'
import { writeDebLayer } from '../../../node/deb/write_deb_layer.ts'
import { writeTextFile } from '../../../node/layer/text_file.ts'

/** What `rt layer deb` is asked to do. */
export interface DebLayerRequest {
  readonly out: string
  readonly layers: string
  readonly key: string
  readonly codec: Codec
  readonly options: DebLayerOptions
  readonly workers: number
  /** Paths of .deb files. */
  readonly debs: readonly string[]
}

/**
 * Writes the archive, and the layer set that describes it.
 *
 * @throws ExpectedFailure when a package cannot be read or does not fit the others
 */
export async function makeDebLayer(request: DebLayerRequest, signal: AbortSignal): Promise<void> {
  const { debs, options, codec, out, workers, key } = request
  const written = await writeDebLayer({ debs, options, codec, out, workers, signal })
  const { digest, diffId, size, packages, binaries } = written
  const layer: Layer = {
    digest,
    diffId,
    size,
    mediaType: layerMediaType(codec.compression),
    annotations: {},
    description: describePackages(packages, options.contents === 'database'),
    content: { kind: 'blob', file: key },
    binaries,
  }
  writeTextFile(request.layers, serializeLayerSet({ version: 1, layers: [layer] }))
}

interface Named {
  readonly name: string
  readonly version: string
}

const MAX_NAMES = 4

/** What the layer has, in few words. */
function describePackages(packages: readonly Named[], isDatabase: boolean): string {
  if (isDatabase) return `package database of ${packages.length} Debian packages`
  if (packages.length > MAX_NAMES) {
    const names = packages.slice(0, MAX_NAMES).map(({ name }) => name)
    return `Debian packages ${names.join(', ')} and ${packages.length - MAX_NAMES} more`
  }
  return `Debian packages ${packages.map(({ name, version }) => `${name} ${version}`).join(', ')}`
}
