import { isZstdLayer } from '../../core/oci/plain_layers.ts'
import type { EngineKind } from '../../core/engine/engine.ts'
import { partsOf } from '../../node/blob/contents.ts'
import { untouchedLayer } from '../../node/blob/delivery_log.ts'
import type { ImageSource } from '../../node/blob/image_source.ts'
import { oneImage, onePlatform } from '../../node/blob/one_image.ts'
import type { BlobOutcome } from '../../node/blob/transfer_event.ts'
import { findEngine } from '../../node/engine/detect.ts'
import type { Engine } from '../../node/engine/engine.ts'
import { engineTitle } from '../../node/engine/engine.ts'
import { findImage } from '../../node/engine/images.ts'
import type { LoadOutcome } from '../../node/engine/load.ts'
import type { Route } from '../../node/engine/load_request.ts'
import { idsOf, loadImage, namePresentImage } from '../../node/engine/load.ts'
import { unpackable } from '../../node/engine/unpackable.ts'
import { givenImageName } from '../../node/layout/given_image.ts'
import type { Loading } from './loading.ts'
import type { LoadReport } from './report.ts'

/** Which engine, and how to bring the image in. */
export interface WantedEngine {
  readonly engine: EngineKind | undefined
  readonly route: Route
}

/** Loads one image into the engine that answers. */
export async function loadToEngine(loading: Loading, wanted: WantedEngine): Promise<LoadReport> {
  const { request, source, names, say, shell } = loading
  const since = performance.now()
  const engine = await findEngine(shell, wanted.engine)
  const { platform } = request
  const image =
    platform === undefined
      ? await oneImage(source, engine.platform)
      : await onePlatform(source, platform, givenImageName(request.image))
  say(`Loading ${names.map(({ short }) => short).join(', ')} into ${engineTitle(engine)}`)
  const bring = request.dryRun ? foresee : bringIn
  const outcome = await bring(loading, engine, image, wanted.route)
  const { config } = await partsOf(image)
  return {
    target: engineTitle(engine),
    engine: { name: engine.kind, version: engine.version },
    dryRun: request.dryRun,
    route: outcome.route,
    fallback: outcome.fallback,
    names,
    image: { manifest: image.root, config, id: outcome.imageId },
    layers: outcome.layers,
    seconds: (performance.now() - since) / 1000,
  }
}

/** What came, or would come, of bringing an image in. */
type Outcome = Omit<LoadOutcome, 'imageId'> & { readonly imageId: string | undefined }

async function bringIn(
  { request, names, observe, say, shell }: Loading,
  engine: Engine,
  image: ImageSource,
  route: Route,
): Promise<Outcome> {
  const present = await namePresentImage(engine, image, names, shell)
  if (present !== undefined) {
    for (const layer of present.layers) observe({ event: 'blob-end', ...layer })
    return present
  }
  const { layers } = await partsOf(image)
  if (request.zstd === 'auto' && !engine.zstd && layers.some(isZstdLayer))
    say(`${engineTitle(engine)} does not unpack zstd: decompressing layers for it`)
  const source = await unpackable(image, request.zstd, engine.zstd)
  const onFallback = (reason: string): void => say(`Streaming a tar: ${reason}`)
  const { format } = request
  return loadImage(engine, { source, names, route, format, onFallback, observe }, shell)
}

/** What would be done, as far as can be said without doing it. */
async function foresee(
  { observe, shell }: Loading,
  engine: Engine,
  image: ImageSource,
  route: Route,
): Promise<Outcome> {
  const parts = await partsOf(image)
  const imageId = await findImage(engine, idsOf(image, parts), shell)
  const status: BlobOutcome['status'] = imageId === undefined ? 'missing' : 'present'
  const layers = parts.layers.map((layer) => untouchedLayer(layer, status))
  for (const layer of layers) observe({ event: 'blob-end', ...layer })
  if (imageId !== undefined) return { route: 'none', fallback: undefined, imageId, layers }
  const fallback = route === 'auto' ? engine.away : undefined
  const byTar = route === 'tar' || fallback !== undefined
  return { route: byTar ? 'tar' : 'registry', fallback, imageId, layers }
}
