import { resolve } from 'node:path'
import { documentKind } from '../../core/oci/document_kinds.ts'
import { contentsOf } from '../../node/blob/contents.ts'
import { DeliveryLog, untouchedLayer } from '../../node/blob/delivery_log.ts'
import { readManifest } from '../../node/blob/documents.ts'
import type { ImageSource } from '../../node/blob/image_source.ts'
import { oneImage, onePlatform } from '../../node/blob/one_image.ts'
import type { BlobOutcome } from '../../node/blob/transfer_event.ts'
import { unpackable } from '../../node/engine/unpackable.ts'
import { givenImageName } from '../../node/layout/given_image.ts'
import { interruptibleImage } from '../../node/blob/interruptible_image.ts'
import { countedImage } from '../../node/loopback/counted_image.ts'
import { writeTarballFile } from '../../node/tarball/tarball_file.ts'
import { planTarball } from '../../node/tarball/tarball_plan.ts'
import { tarballStream } from '../../node/tarball/tarball_stream.ts'
import type { Loading, LoadRequest } from './loading.ts'
import type { LoadReport } from './report.ts'

const TARS = { docker: 'docker-tar', oci: 'oci-tar' } as const

/**
 * Writes a tar for a `load` command instead of loading. Who will read it is not known, so zstd layers are
 * decompressed in a docker archive; an OCI archive keeps everything, and all images of an index.
 */
export async function loadToFile(loading: Loading, file: string): Promise<LoadReport> {
  const { request, names, shell } = loading
  const since = performance.now()
  const target = resolve(shell.workingDirectory, file)
  const source = interruptibleImage(loading.source, shell.signal)
  const image = await prepare(request, source)
  const layers = await writeTar(loading, image, target)
  const isIndex = documentKind(image.root.mediaType) === 'index'
  const config = isIndex ? undefined : (await readManifest(image, image.root)).config
  return {
    target,
    engine: undefined,
    dryRun: request.dryRun,
    route: 'file',
    fallback: undefined,
    names,
    image: { manifest: image.root, config, id: undefined },
    layers,
    seconds: (performance.now() - since) / 1000,
  }
}

async function prepare(request: LoadRequest, source: ImageSource): Promise<ImageSource> {
  const { format, platform, zstd } = request
  if (format === 'oci' && platform === undefined && zstd !== 'decompress') return source
  const image =
    platform === undefined
      ? await oneImage(source, undefined)
      : await onePlatform(source, platform, givenImageName(request.image))
  return unpackable(image, zstd, format === 'oci' ? true : undefined)
}

async function writeTar(
  { request, names, observe }: Loading,
  image: ImageSource,
  target: string,
): Promise<readonly BlobOutcome[]> {
  const { blobs } = await contentsOf(image)
  const layers = blobs.filter(({ mediaType }) => documentKind(mediaType) === undefined)
  if (request.dryRun) return layers.map((layer) => untouchedLayer(layer, 'missing'))
  const log = new DeliveryLog(layers, observe)
  const plan = await planTarball(image, TARS[request.format], names)
  await writeTarballFile(target, tarballStream(countedImage(image, log), plan))
  return log.finish()
}
