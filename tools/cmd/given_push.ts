import type { Failure } from '../core/failure.ts'
import { parseLayoutPlace } from '../core/registry/image_place.ts'
import type { Result } from '../core/result.ts'
import type { GivenImage } from '../node/layout/given_image.ts'
import { readTextFile } from '../node/layer/text_file.ts'
import type { Runfiles } from '../node/runfiles.ts'
import { invalidValue } from './option_values.ts'
import type { Destination } from './push_images.ts'
import { chooseDestination } from './push_destination.ts'

/** Which image is to be pushed, and where to, as a person or a target says it. */
export interface GivenPush {
  /** Path of a layout directory, where a person names it. */
  readonly layout?: string
  /** Where to push it, as a person writes it. */
  readonly reference?: string
  /** Runfiles key of the layout directory, where a rule names it. */
  readonly image?: string
  /** Runfiles keys of layer sets, each perhaps with a scope. */
  readonly layers?: readonly string[]
  readonly repository?: string
  /** Runfiles key of a file that holds the repository. */
  readonly repositoryFile?: string
  readonly remoteTag?: readonly string[]
  /** Runfiles key of a file with one tag a line. */
  readonly remoteTagsFile?: string
  readonly tag?: readonly string[]
  /** Templates of tags for the images of an index. */
  readonly platformTag?: readonly string[]
  readonly mountFrom?: readonly string[]
}

/**
 * Reads where to push; the failure holds all the mistakes in that.
 *
 * @param context who speaks, such as `oci_push //mnist:push`
 * @throws ExpectedFailure when a file cannot be read
 */
export function destinationOf(
  push: GivenPush,
  runfiles: Runfiles,
  context: string,
): Result<Destination, Failure> {
  const { repositoryFile, remoteTagsFile } = push
  const read = (key: string): string => readTextFile(runfiles.locate(key))
  const file = repositoryFile === undefined ? undefined : read(repositoryFile)
  const tags = remoteTagsFile === undefined ? '' : read(remoteTagsFile)
  return chooseDestination({
    reference: push.reference,
    repository: push.repository ?? file?.trim(),
    tags: [...(push.remoteTag ?? []), ...linesOf(tags), ...(push.tag ?? [])],
    context,
  })
}

/** The lines of a file of tags, without comments (`# ...`). */
export function linesOf(text: string): readonly string[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim())
  return lines.filter((line) => !/^(?:#|$)/.test(line))
}

/**
 * Says which image is meant.
 *
 * @throws ExpectedFailure where nobody says
 */
export function imageOf({ image, layers = [], layout }: GivenPush): GivenImage {
  if (image !== undefined) return { kind: 'target', image, layers }
  if (layout !== undefined) return parseLayoutPlace(layout)
  const accepted = 'the path of an OCI layout directory: rt push LAYOUT HOST/NAME:TAG'
  throw invalidValue('LAYOUT', '', accepted)
}
