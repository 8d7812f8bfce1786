import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { ExpectedFailure } from '../core/failure.ts'
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

function parsePlace(text: string): ImagePlace {
  const place = parseImagePlace(text)
  if (place.ok) return place.value
  throw new ExpectedFailure(place.failure)
}
