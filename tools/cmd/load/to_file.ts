import { resolve } from 'node:path'
import type { ImageName } from '../../core/archive/image_name.ts'
import type { ImageParts } from '../../core/archive/plan.ts'
import { documentKind } from '../../core/oci/document_kinds.ts'
import { unpackable } from '../../node/engine/unpackable.ts'
import { layerOutcome } from '../../node/engine/transfer.ts'
import { writeArchiveFile } from '../../node/image/archive_file.ts'
import { planArchive } from '../../node/image/archive_plan.ts'
import { archiveStream } from '../../node/image/archive_stream.ts'
import { partsOf } from '../../node/image/contents.ts'
import { countedImage } from '../../node/image/counted_image.ts'
import { DeliveryLog } from '../../node/image/delivery_log.ts'
import type { ImageSource } from '../../node/image/image_source.ts'
import { oneImage } from '../../node/image/one_image.ts'
import type { Shell } from '../../node/shell.ts'
import type { LoadRequest } from './args.ts'
import type { LayerReport, LoadReport } from './report.ts'

const TARS = { docker: 'docker-tar', oci: 'oci-tar' } as const

/**
 * Writes a tar for a `load` command instead of loading. Who will read it is not known, so zstd layers are
 * decompressed in a docker archive; an OCI archive keeps everything, and all images of an index.
 */
export async function loadToFile(
  request: LoadRequest,
  source: ImageSource,
  names: readonly ImageName[],
  file: string,
  shell: Shell,
): Promise<LoadReport> {
  const since = performance.now()
  const target = resolve(shell.workingDirectory, file)
  const image = await prepare(request, source)
  const log = new DeliveryLog()
  const plan = await planArchive(image, TARS[request.format], names)
  if (!request.dryRun) await writeArchiveFile(target, archiveStream(countedImage(image, log), plan))
  const parts = await partsOfOne(image)
  return {
    target,
    engine: undefined,
    dryRun: request.dryRun,
    route: 'file',
    fallback: undefined,
    names,
    image: { manifest: image.root, config: parts?.config, id: undefined },
    layers: (parts?.layers ?? []).map((layer): LayerReport => {
      const outcome = layerOutcome(layer, log)
      return request.dryRun ? { ...outcome, state: 'offered' } : outcome
    }),
    seconds: (performance.now() - since) / 1000,
  }
}

async function prepare(request: LoadRequest, source: ImageSource): Promise<ImageSource> {
  const { format, platform, zstd } = request
  if (format === 'oci' && platform === undefined && zstd !== 'decompress') return source
  const image = await oneImage(source, platform)
  return unpackable(image, zstd, format === 'oci' ? true : undefined)
}

async function partsOfOne(image: ImageSource): Promise<ImageParts | undefined> {
  return documentKind(image.root.mediaType) === 'manifest' ? partsOf(image) : undefined
}
