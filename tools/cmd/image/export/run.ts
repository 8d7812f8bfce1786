import type { ZstdLayers } from '../../../core/oci/plain_layers.ts'
import type { TarballFormat } from '../../../core/tarball/plan.ts'
import { ExpectedFailure } from '../../../core/failure.ts'
import { lookupIn, parseFileEntries } from '../../../core/file_keys.ts'
import type { WantedPlatform } from '../../../core/oci/choose_platform.ts'
import type { ImageSource } from '../../../node/blob/image_source.ts'
import { interruptibleImage } from '../../../node/blob/interruptible_image.ts'
import { oneImage, onePlatform } from '../../../node/blob/one_image.ts'
import { unpackable } from '../../../node/engine/unpackable.ts'
import { readImageNames } from '../../../node/layout/image_names.ts'
import { readLayerSets } from '../../../node/layout/layer_set_files.ts'
import { openLayout } from '../../../node/layout/layout_source.ts'
import { writeTarballDirectory } from '../../../node/tarball/tarball_directory.ts'
import { writeTarballFile } from '../../../node/tarball/tarball_file.ts'
import { planTarball } from '../../../node/tarball/tarball_plan.ts'
import { tarballStream } from '../../../node/tarball/tarball_stream.ts'

/** What `rt image export` is asked to do. Paths are relative to the execution root. */
export interface LayoutRequest {
  readonly format: TarballFormat
  /** The directory or the tar to write. */
  readonly out: string
  /** Layout directory of the image or the index. */
  readonly image: string
  /** Layer sets that complete it, each perhaps with a scope. */
  readonly layers: readonly string[]
  /** Names to write into it, as given. */
  readonly names: readonly string[]
  /** File with more names, one a line. */
  readonly namesFile: string | undefined
  /** Which image of an index; all of them when undefined. */
  readonly platform: WantedPlatform | undefined
  readonly zstd: ZstdLayers
  /** `file<TAB>KEY<TAB>PATH` lines. */
  readonly entries: readonly string[]
}

/**
 * Writes an image out whole: every blob is read from where it is, verified and copied.
 *
 * @param signal ends the work with its reason
 * @throws ExpectedFailure when a source is missing or has changed, or there is no room; nothing is left
 * then
 */
export async function exportImage(request: LayoutRequest, signal: AbortSignal): Promise<void> {
  const { format, out } = request
  const names = await readImageNames(request.names, request.namesFile)
  const source = await prepare(request, interruptibleImage(await openImage(request), signal))
  const plan = await planTarball(source, format, names)
  if (format === 'oci-dir') await writeTarballDirectory(out, source, plan)
  else await writeTarballFile(out, tarballStream(source, plan))
}

async function openImage(request: LayoutRequest): Promise<ImageSource> {
  const files = parseFileEntries(request.entries)
  if (!files.ok)
    throw new ExpectedFailure({
      topic: 'argument',
      reason: 'malformed-entry',
      line: files.failure,
    })
  const layerSets = await readLayerSets(request.layers)
  return openLayout({ directory: request.image, layerSets, lookup: lookupIn(files.value) })
}

/** Engines without zstd may read a docker archive, so its layers are made plain unless told otherwise. */
async function prepare(request: LayoutRequest, source: ImageSource): Promise<ImageSource> {
  const { format, platform, zstd } = request
  const keepsAll = format !== 'docker-tar' && platform === undefined && zstd !== 'decompress'
  if (keepsAll) return source
  const image =
    platform === undefined
      ? await oneImage(source, undefined)
      : await onePlatform(source, platform, request.image)
  return unpackable(image, zstd, format === 'docker-tar' ? undefined : true)
}
