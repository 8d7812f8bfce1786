import { resolve } from 'node:path'
import type { LayoutPlace } from '../../core/registry/image_place.ts'
import { formatImagePlace } from '../../core/registry/image_place.ts'
import { findRunfiles } from '../runfiles.ts'
import type { Shell } from '../shell.ts'
import type { ImageSource } from '../blob/image_source.ts'
import { readLayerSets } from './layer_set_files.ts'
import type { ReadRemote } from './layout_source.ts'
import { openLayout } from './layout_source.ts'

/** How a command that people run is told which image is meant. */
export type GivenImage =
  /** By a target of `bazel run`: runfiles keys of the layout directory and of its layer sets. */
  | { readonly kind: 'target'; readonly image: string; readonly layers: readonly string[] }
  /** By hand. */
  | LayoutPlace

/**
 * Opens an image that is given by a target or by hand.
 *
 * @param readRemote reads layers of pulled bases, which no file has
 * @throws ExpectedFailure when it is missing or no layout
 */
export async function openGivenImage(
  given: GivenImage,
  shell: Pick<Shell, 'argv0' | 'env' | 'workingDirectory'>,
  readRemote: ReadRemote,
): Promise<ImageSource> {
  if (given.kind === 'layout') return openLayoutPlace(given, shell)
  const { lookup, locate } = findRunfiles(shell)
  const layerSets = await readLayerSets(given.layers, locate)
  return openLayout({ directory: locate(given.image), layerSets, lookup, readRemote })
}

/**
 * Opens an image in a layout directory.
 *
 * @throws ExpectedFailure when it is missing, no layout, or has several images of which none is named
 */
export function openLayoutPlace(
  { path, name }: LayoutPlace,
  { workingDirectory }: Pick<Shell, 'workingDirectory'>,
): Promise<ImageSource> {
  const directory = resolve(workingDirectory, path)
  return openLayout({ directory, ...(name === undefined ? {} : { reference: name }) })
}

/** What to call an image in errors: as it was given. */
export function givenImageName(given: GivenImage): string {
  if (given.kind === 'target') return given.image
  return given.name === undefined ? given.path : formatImagePlace(given)
}
