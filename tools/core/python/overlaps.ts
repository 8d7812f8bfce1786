import type { Failure } from '../failure.ts'
import { together } from '../failure.ts'
import type { ImagePath } from '../entries/entry.ts'
import { parentOf } from '../entries/image_path.ts'
import { identityOf } from './file_identity.ts'
import { normalized } from './read_wheel.ts'
import type { InstalledFile } from './environment.ts'
import type { Wheel } from './wheel.ts'

/** A wheel with the places of its files. */
export interface InstalledWheel {
  readonly wheel: Wheel
  readonly files: readonly InstalledFile[]
}

/**
 * Finds what keeps wheels from being installed together: two of one distribution, and two files for one path that are
 * not equal, as the hashes of RECORD tell.
 *
 * @returns the failure; undefined where all is well
 */
export function findOverlaps(wheels: readonly InstalledWheel[]): Failure | undefined {
  const [first, ...rest] = [...twoVersions(wheels), ...sharedPaths(wheels)]
  return first === undefined ? undefined : together(first, rest)
}

function* twoVersions(wheels: readonly InstalledWheel[]): Generator<Failure> {
  const byName = Map.groupBy(wheels, ({ wheel }) => normalized(wheel.name))
  for (const [distribution, group] of byName)
    if (group.length > 1)
      yield {
        topic: 'python',
        reason: 'two-versions',
        distribution,
        files: group.map(({ wheel }) => nameOf(wheel)),
      }
}

interface Owner {
  readonly wheel: Wheel
  readonly identity: string
}

function* sharedPaths(wheels: readonly InstalledWheel[]): Generator<Failure> {
  const owners = new Map<ImagePath, Owner>()
  const pairs = new Map<string, { first: string; second: string; paths: string[] }>()
  const add = (owner: Wheel, other: Wheel, path: ImagePath): void => {
    const [first, second] = [nameOf(owner), nameOf(other)]
    const pair = pairs.get(`${first}\n${second}`) ?? { first, second, paths: [] }
    pair.paths.push(`/${path}`)
    pairs.set(`${first}\n${second}`, pair)
  }
  for (const { wheel, files } of wheels)
    for (const file of files) {
      const identity = identityOf(wheel, file)
      const owner = owners.get(file.path)
      if (owner === undefined) owners.set(file.path, { wheel, identity })
      else if (owner.identity !== identity) add(owner.wheel, wheel, file.path)
    }
  for (const [file, directory, path] of filesAsDirectories(wheels, owners))
    add(file, directory, path)
  for (const pair of pairs.values()) yield { topic: 'python', reason: 'shared-paths', ...pair }
}

/** Files of one wheel that are directories of another. */
function* filesAsDirectories(
  wheels: readonly InstalledWheel[],
  owners: ReadonlyMap<ImagePath, Owner>,
): Generator<readonly [file: Wheel, directory: Wheel, path: ImagePath]> {
  const seen = new Set<ImagePath>()
  for (const { wheel, files } of wheels)
    for (const file of files)
      for (let path = parentOf(file.path); path !== '' && !seen.has(path); path = parentOf(path)) {
        seen.add(path)
        const owner = owners.get(path)
        if (owner !== undefined) yield [owner.wheel, wheel, path]
      }
}

/** The file's name, without the folders that Bazel put it in. */
export function nameOf({ file }: Pick<Wheel, 'file'>): string {
  return file.slice(file.lastIndexOf('/') + 1)
}
