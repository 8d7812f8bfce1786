import { describeReferenceProblem, formatReference, parseReference } from '../reference.ts'
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'

/** A name under which an engine is to know an image. */
export interface ImageName {
  /** As given, with `:latest` where no tag was given: what docker archives carry. */
  readonly short: string
  /** With registry host, and `library/` for Docker Hub's own images: what engines store. */
  readonly full: string
  readonly tag: string
}

const DEFAULT_TAG = 'latest'

/**
 * Reads `[HOST[:PORT]/]NAME[:TAG]`. A name is used as it is given, only a missing tag becomes
 * `:latest`; the failure says in words, to be read after a colon, what is wrong.
 */
export function parseImageName(text: string): Result<ImageName, string> {
  const reference = parseReference(text)
  if (!reference.ok) return err(describeReferenceProblem(reference.failure))
  if (reference.value.digest !== undefined) return err('an engine gives the digest itself')
  const tag = reference.value.tag ?? DEFAULT_TAG
  return ok({
    short: reference.value.tag === undefined ? `${text}:${DEFAULT_TAG}` : text,
    full: formatReference({ ...reference.value, tag }),
    tag,
  })
}
