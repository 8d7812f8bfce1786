import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describeImages } from '../core/base_images/made_of.ts'
import type { GeneratedFile } from '../core/base_images/outputs.ts'
import { ExpectedFailure } from '../core/failure.ts'
import type { PackageLock } from '../core/packages/lock.ts'
import { parsePackageLock } from '../core/packages/lock.ts'
import type { RequestedMatrix } from './matrix_request.ts'

/**
 * Says what each image of a matrix is made of, in its order.
 *
 * @param root what paths in messages are relative to
 * @throws ExpectedFailure for a lock file that is none
 */
export function describeMatrixImages(
  { matrix, path }: Pick<RequestedMatrix, 'matrix' | 'path'>,
  root: string,
): readonly GeneratedFile[] {
  return describeImages(matrix, lockFinder(dirname(path), root))
}

/** Reads each lock once. */
function lockFinder(folder: string, root: string): (path: string) => PackageLock | undefined {
  const known = new Map<string, PackageLock | undefined>()
  return (path) => {
    if (!known.has(path)) known.set(path, readLock(join(folder, path), root))
    return known.get(path)
  }
}

function readLock(path: string, root: string): PackageLock | undefined {
  if (!existsSync(path)) return undefined
  const lock = parsePackageLock(readFileSync(path))
  if (lock.ok) return lock.value
  throw new ExpectedFailure({
    topic: 'base-images',
    reason: 'unreadable-lock',
    path: relative(root, path),
    problem: lock.failure,
  })
}
