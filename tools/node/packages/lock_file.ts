import {
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { partialPath } from '../tarball/partial_path.ts'
import { writeFailure } from '../write_failure.ts'

/**
 * Makes a lock file say something; one that says it already is not touched. A link to a file stays one.
 *
 * @returns whether it was written
 * @throws ExpectedFailure when it cannot be written; it is as it was then
 */
export function refreshLockFile(given: string, text: string): boolean {
  const path = existsSync(given) ? realpathSync(given) : given
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return false
  const partial = partialPath(path)
  try {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(partial, text)
    renameSync(partial, path)
  } catch (error) {
    rmSync(partial, { force: true })
    throw writeFailure(path, text.length, error)
  }
  return true
}
