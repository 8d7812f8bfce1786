import type { ImageName } from '../../core/tarball/image_name.ts'
import type { Digest } from '../../core/digest.ts'
import { parseDigest } from '../../core/digest.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import type { Engine, EngineSurroundings } from './engine.ts'
import { askEngine, commandEngine, engineTitle } from './engine.ts'

/**
 * Finds an image in an engine by what engines may name it by: the digest of its config (Docker's graph
 * drivers, podman) or of its manifest (containerd's image store).
 *
 * @returns the one that the engine knows; undefined when it knows none
 */
export async function findImage(
  engine: Engine,
  ids: readonly Digest[],
  surroundings: EngineSurroundings,
): Promise<Digest | undefined> {
  const args = ['image', 'inspect', '--format', '{{.Id}}', ...ids]
  const outcome = await askEngine(engine, args, surroundings)
  if (outcome.kind !== 'exited') return undefined
  const known = outcome.stdout.split('\n').map(imageId)
  return ids.find((id) => known.includes(id))
}

/**
 * Gives an image more names; names of other images move to it.
 *
 * @param image a name or an ID that the engine knows it by
 * @throws ExpectedFailure when the engine refuses
 */
export async function tagImage(
  engine: Engine,
  image: string,
  names: readonly ImageName[],
  surroundings: EngineSurroundings,
): Promise<void> {
  for (const { full } of names)
    await commandEngine(engine, `give the name "${full}"`, ['tag', image, full], surroundings)
}

/**
 * Makes sure that names stand for the image that was loaded.
 *
 * @returns the ID of the image in the engine
 * @throws ExpectedFailure when a name is missing or stands for another image
 */
export async function verifyNames(
  engine: Engine,
  names: readonly ImageName[],
  ids: readonly Digest[],
  surroundings: EngineSurroundings,
): Promise<string> {
  let id = ''
  for (const { full } of names) {
    const args = ['image', 'inspect', '--format', '{{.Id}}', full]
    id = imageId(await commandEngine(engine, `find "${full}"`, args, surroundings))
    if (ids.some((expected) => expected === id)) continue
    throw new ExpectedFailure({
      topic: 'engine',
      reason: 'other-image',
      engine: engineTitle(engine),
      name: full,
      expected: ids,
      actual: id,
    })
  }
  return id
}

/** Takes a name away from an image without deleting it while it has other names. */
export async function removeName(
  engine: Engine,
  name: string,
  surroundings: EngineSurroundings,
): Promise<void> {
  const args = engine.kind === 'podman' ? ['untag', name, name] : ['rmi', name]
  await askEngine(engine, args, surroundings)
}

/** docker writes `sha256:` before the ID, podman does not. */
function imageId(printed: string): string {
  const text = printed.trim()
  const digest = parseDigest(`sha256:${text}`)
  return digest.ok ? digest.value : text
}
