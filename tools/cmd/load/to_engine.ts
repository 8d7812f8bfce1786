import type { ImageName } from '../../core/archive/image_name.ts'
import type { EngineKind } from '../../core/engine/engine.ts'
import { findEngine } from '../../node/engine/detect.ts'
import type { Engine } from '../../node/engine/engine.ts'
import { engineTitle } from '../../node/engine/engine.ts'
import { findImage } from '../../node/engine/images.ts'
import type { LoadOutcome, Route } from '../../node/engine/load.ts'
import { idsOf, loadImage, namePresentImage } from '../../node/engine/load.ts'
import { presentLayer } from '../../node/engine/transfer.ts'
import { unpackable } from '../../node/engine/unpackable.ts'
import { partsOf } from '../../node/image/contents.ts'
import type { ImageSource } from '../../node/image/image_source.ts'
import { oneImage } from '../../node/image/one_image.ts'
import type { Shell } from '../../node/shell.ts'
import type { LoadRequest } from './args.ts'
import type { LayerReport, LoadReport } from './report.ts'

/** Loads one image into the engine that answers. */
export async function loadToEngine(
  request: LoadRequest,
  source: ImageSource,
  names: readonly ImageName[],
  wanted: { readonly engine: EngineKind | undefined; readonly route: Route },
  shell: Shell,
): Promise<LoadReport> {
  const since = performance.now()
  const engine = await findEngine(shell, wanted.engine)
  const image = await oneImage(source, request.platform ?? engine.platform)
  const say = (text: string): void => {
    if (!request.quiet) shell.stderr.write(`${text}\n`)
  }
  say(`Loading ${names.map(({ short }) => short).join(', ')} into ${engineTitle(engine)}`)
  const outcome = request.dryRun
    ? await foresee(engine, image, wanted.route, shell)
    : await bringIn(engine, image, { request, names, route: wanted.route, say }, shell)
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

interface Wishes {
  readonly request: LoadRequest
  readonly names: readonly ImageName[]
  readonly route: Route
  readonly say: (text: string) => void
}

async function bringIn(
  engine: Engine,
  image: ImageSource,
  wishes: Wishes,
  shell: Shell,
): Promise<LoadOutcome> {
  const { names, request, route, say } = wishes
  const present = await namePresentImage(engine, image, names, shell)
  if (present !== undefined) return present
  const source = await unpackable(image, request.zstd, engine.zstd)
  const onFallback = (reason: string): void => say(`Streaming a tar: ${reason}`)
  return loadImage(engine, { source, names, route, format: request.format, onFallback }, shell)
}

type Foresight = Pick<LoadReport, 'route' | 'fallback' | 'layers'> & {
  readonly imageId: string | undefined
}

/** What would be done, as far as can be said without doing it. */
async function foresee(
  engine: Engine,
  image: ImageSource,
  route: Route,
  shell: Shell,
): Promise<Foresight> {
  const parts = await partsOf(image)
  const imageId = await findImage(engine, idsOf(image, parts), shell)
  const layers = parts.layers.map(presentLayer)
  if (imageId !== undefined) return { route: 'none', fallback: undefined, imageId, layers }
  const offered = layers.map((layer): LayerReport => ({ ...layer, state: 'offered' }))
  const fallback = route === 'auto' ? engine.away : undefined
  const byTar = route === 'tar' || fallback !== undefined
  return { route: byTar ? 'tar' : 'registry', fallback, imageId, layers: offered }
}
