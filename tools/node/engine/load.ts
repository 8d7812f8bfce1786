import type { ImageName } from '../../core/tarball/image_name.ts'
import type { ImageParts } from '../../core/tarball/plan.ts'
import type { Digest } from '../../core/digest.ts'
import { partsOf } from '../blob/contents.ts'
import { untouchedLayer } from '../blob/delivery_log.ts'
import type { ImageSource } from '../blob/image_source.ts'
import type { BlobOutcome } from '../blob/transfer_event.ts'
import type { Engine, EngineSurroundings } from './engine.ts'
import { engineTitle } from './engine.ts'
import { findImage, tagImage, verifyNames } from './images.ts'
import { loadByRegistry, pullRefused } from './load_by_registry.ts'
import { loadByTar } from './load_by_tar.ts'
import type { LoadRequest } from './load_request.ts'

/** How the image came into the engine. */
export interface LoadOutcome {
  /** `none` where the engine had the image and only names were given. */
  readonly route: 'none' | 'registry' | 'tar'
  /** Why a tar was streamed although nobody asked for that. */
  readonly fallback: string | undefined
  /** ID of the image in the engine. */
  readonly imageId: string
  /** Bottom layer first. */
  readonly layers: readonly BlobOutcome[]
}

/** What engines may name an image by: its config or its manifest. */
export function idsOf(source: ImageSource, parts: ImageParts): readonly Digest[] {
  return [parts.config.digest, source.root.digest]
}

/** Gives names to an image that the engine has, and says so; undefined when it lacks the image. */
export async function namePresentImage(
  engine: Engine,
  source: ImageSource,
  names: readonly ImageName[],
  surroundings: EngineSurroundings,
): Promise<LoadOutcome | undefined> {
  const parts = await partsOf(source)
  const ids = idsOf(source, parts)
  const known = await findImage(engine, ids, surroundings)
  if (known === undefined) return undefined
  await tagImage(engine, known, names, surroundings)
  const imageId = await verifyNames(engine, names, ids, surroundings)
  return {
    route: 'none',
    fallback: undefined,
    imageId,
    layers: parts.layers.map((layer) => untouchedLayer(layer, 'present')),
  }
}

/**
 * Brings an image into an engine, gives it its names, and makes sure that they stand for it.
 *
 * @throws ExpectedFailure when a source has changed or the engine refuses
 */
export async function loadImage(
  engine: Engine,
  request: LoadRequest,
  surroundings: EngineSurroundings,
): Promise<LoadOutcome> {
  const transfer = await transferImage(engine, request, surroundings)
  const ids = idsOf(request.source, await partsOf(request.source))
  const imageId = await verifyNames(engine, request.names, ids, surroundings)
  return { ...transfer, imageId }
}

type Transfer = Omit<LoadOutcome, 'imageId'>

async function transferImage(
  engine: Engine,
  request: LoadRequest,
  surroundings: EngineSurroundings,
): Promise<Transfer> {
  const byTar = async (fallback: string | undefined): Promise<Transfer> => {
    if (fallback !== undefined) request.onFallback(fallback)
    return { route: 'tar', fallback, layers: await loadByTar(engine, request, surroundings) }
  }
  if (request.route === 'tar') return byTar(undefined)
  if (request.route === 'auto' && engine.away !== undefined) return byTar(engine.away)
  const pulled = await loadByRegistry(engine, request, surroundings)
  if (pulled.ok) return { route: 'registry', fallback: undefined, layers: pulled.value }
  if (request.route === 'registry') throw pullRefused(engineTitle(engine), pulled.failure)
  return byTar(pulled.failure)
}
