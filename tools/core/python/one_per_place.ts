import type { ImagePath } from '../entries/entry.ts'
import { parentOf } from '../entries/image_path.ts'
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import { identityOf } from './file_identity.ts'
import type { Environment, InstalledFile } from './environment.ts'
import { sitePackages } from './environment.ts'
import { venvNames } from './venv.ts'
import type { Wheel } from './wheel.ts'

/**
 * The files of one wheel, each place once.
 *
 * @returns a clause where two of them contradict, or one takes the place of what the environment has itself
 */
export function onePerPlace(
  files: readonly InstalledFile[],
  wheel: Wheel,
  environment: Environment,
): Result<readonly InstalledFile[], string> {
  const byPath = new Map<ImagePath, InstalledFile>()
  const own = new Set(venvNames(environment))
  for (const file of files) {
    const { path } = file
    if (own.has(path)) return err(`it has "/${path}", which is the environment's own`)
    if (path.split('/').some((part) => part.startsWith('.wh.')))
      return err(`it has "/${path}", and names that start with ".wh." remove files of other layers`)
    const before = byPath.get(path)
    if (before === undefined) byPath.set(path, file)
    else if (identityOf(wheel, before) !== identityOf(wheel, file))
      return err(`it has two files for "/${path}"`)
  }
  const placed = [...byPath.values()]
  const directories = directoriesOf([...placed.map(({ path }) => path), ...placesOf(environment)])
  const both = placed.find(({ path }) => directories.has(path))
  return both === undefined ? ok(placed) : err(`it has a file and a directory at "/${both.path}"`)
}

/** Directories that every environment has something in. */
function placesOf(environment: Environment): readonly ImagePath[] {
  const { prefix } = environment
  return [`${prefix}/bin/python`, `${prefix}/${sitePackages(environment)}/x`] as ImagePath[]
}

/** All directories that files are in, at any depth. */
export function directoriesOf(paths: Iterable<ImagePath>): ReadonlySet<ImagePath> {
  const found = new Set<ImagePath>()
  for (const path of paths)
    for (let above = parentOf(path); above !== '' && !found.has(above); above = parentOf(above))
      found.add(above)
  return found
}
