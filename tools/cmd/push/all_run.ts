import type { Failure } from '../../core/failure.ts'
import { ExpectedFailure, together } from '../../core/failure.ts'
import { parseRegistry } from '../../core/reference.ts'
import { findRunfiles } from '../../node/runfiles.ts'
import type { Shell } from '../../node/shell.ts'
import type { Destination, PlannedPush, PushAllFlags } from '../push_images.ts'
import { pushImages } from '../push_images.ts'
import type { GivenPush } from '../given_push.ts'
import { destinationOf, imageOf } from '../given_push.ts'

/** What `rt push-all` is asked to do. */
export interface PushAllArguments {
  readonly pushes: readonly (GivenPush & {
    /** Who speaks, such as `oci_push //mnist:push`. */
    readonly context: string
  })[]
  /** For every image, besides its own. */
  readonly tags: readonly string[]
  /** Instead of those of the images. */
  readonly registries: readonly string[]
  /** For every image. */
  readonly mountFrom: readonly string[]
  readonly flags: PushAllFlags
}

/**
 * Pushes all images, and prints their digest references.
 *
 * @throws ExpectedFailure when one cannot be pushed; no tag points at something incomplete then
 */
export async function pushAll(shell: Shell, request: PushAllArguments): Promise<void> {
  await pushImages(shell, plan(shell, request), request.flags)
}

/** Puts together what is to be pushed where; says all that is wrong with it at once. */
function plan(shell: Shell, request: PushAllArguments): readonly PlannedPush[] {
  const { pushes, tags, registries, mountFrom } = request
  const runfiles = findRunfiles(shell)
  const hosts = registries.map(parseRegistry)
  const failures = registries.filter((_, index) => hosts[index] === undefined).map(badRegistry)
  const planned = pushes.flatMap((push) => {
    const given = { ...push, tag: [...(push.tag ?? []), ...tags] }
    const destination = destinationOf(given, runfiles, push.context)
    if (!destination.ok) {
      failures.push(destination.failure)
      return []
    }
    return onRegistries(destination.value, hosts).map((each) => ({
      image: imageOf(push),
      destination: each,
      platformTags: push.platformTag ?? [],
      mountFrom,
    }))
  })
  const [first, ...rest] = distinct(failures)
  if (first !== undefined) throw new ExpectedFailure(together(first, rest))
  return planned
}

/** A tag for all images that is wrong is wrong once. */
function distinct(failures: readonly Failure[]): readonly Failure[] {
  const single = failures.flatMap((each) => (each.topic === 'several' ? each.failures : [each]))
  return [...new Map(single.map((each) => [JSON.stringify(each), each])).values()]
}

function badRegistry(value: string): Failure {
  const accepted = 'HOST[:PORT], such as "ghcr.io"'
  return { topic: 'argument', reason: 'invalid-value', option: '--registry', value, accepted }
}

function onRegistries(
  destination: Destination,
  hosts: readonly (string | undefined)[],
): readonly Destination[] {
  if (hosts.length === 0) return [destination]
  const { name } = destination.repository
  return [...new Set(hosts)].flatMap((registry) =>
    registry === undefined ? [] : [{ ...destination, repository: { registry, name } }],
  )
}
