import { ExpectedFailure } from '../../core/failure.ts'
import { planTarball } from '../tarball/tarball_plan.ts'
import { tarballStream } from '../tarball/tarball_stream.ts'
import { partsOf } from '../blob/contents.ts'
import { countedImage } from '../loopback/counted_image.ts'
import { DeliveryLog } from '../blob/delivery_log.ts'
import type { BlobOutcome } from '../blob/transfer_event.ts'
import type { Engine, EngineSurroundings } from './engine.ts'
import { commandEngine, engineTitle } from './engine.ts'
import { tagImage } from './images.ts'
import type { LoadRequest } from './load_request.ts'

const TARS = { docker: 'docker-tar', oci: 'oci-tar' } as const

/**
 * Streams an image as a tar into the standard input of an engine, and gives it its names.
 *
 * The tar carries the first name only: podman refuses an OCI layout whose index names one image twice.
 *
 * @returns what was sent: every layer
 * @throws ExpectedFailure when a source has changed or the engine refuses
 */
export async function loadByTar(
  engine: Engine,
  request: Pick<LoadRequest, 'source' | 'names' | 'format' | 'observe'>,
  surroundings: EngineSurroundings,
): Promise<readonly BlobOutcome[]> {
  const { source, names, format, observe } = request
  if (format === 'oci' && engine.kind === 'docker' && !engine.containerdStore)
    throw new ExpectedFailure({
      topic: 'engine',
      reason: 'format-refused',
      engine: engineTitle(engine),
    })
  const [first, ...others] = names
  const plan = await planTarball(source, TARS[format], names.slice(0, 1))
  const { layers } = await partsOf(source)
  const log = new DeliveryLog(layers, observe)
  const { chunks } = tarballStream(countedImage(source, log), plan)
  await commandEngine(engine, 'load the image', ['load'], surroundings, chunks)
  if (first !== undefined) await tagImage(engine, first.full, others, surroundings)
  return log.finish()
}
