import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { ExpectedFailure } from '../core/failure.ts'
import type { Reference } from '../core/reference.ts'
import { parseReference } from '../core/reference.ts'
import type { ImagePlace } from '../core/registry/image_place.ts'
import { parseImagePlace, parseLayoutPlace } from '../core/registry/image_place.ts'
import type { Shell } from '../node/shell.ts'

/**
 * Reads where an image is: what is a file or directory here is taken as a layout, everything else as
 * {@link parseImagePlace} does.
 *
 * @throws ExpectedFailure when it is neither a layout nor a reference
 */
export function sourcePlace(
  text: string,
  { workingDirectory }: Pick<Shell, 'workingDirectory'>,
): ImagePlace {
  return existsSync(resolve(workingDirectory, text)) ? parseLayoutPlace(text) : parsePlace(text)
}

/**
 * Reads where an image is to be put. What is here does not matter: the same text means the same always.
 *
 * @throws ExpectedFailure when it is neither a layout nor a reference
 */
export function destinationPlace(text: string): ImagePlace {
  return parsePlace(text)
}

/**
 * Reads what a registry has.
 *
 * @throws ExpectedFailure when it is no reference
 */
export function readReference(text: string): Reference {
  const parsed = parseReference(text)
  if (parsed.ok) return parsed.value
  const problem = parsed.failure
  throw new ExpectedFailure({ topic: 'registry', reason: 'invalid-reference', text, problem })
}

function parsePlace(text: string): ImagePlace {
  const place = parseImagePlace(text)
  if (place.ok) return place.value
  throw new ExpectedFailure(place.failure)
}
