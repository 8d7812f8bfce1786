import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { ExpectedFailure } from '../../core/failure.ts'
import { readTextFile } from '../layer/text_file.ts'
import { writeFailure } from '../write_failure.ts'

/** The file that makes a directory a virtual environment. */
export const SETTINGS = 'pyvenv.cfg'

/** By which rt knows a directory that it may replace. */
const MARK = 'created-by = rt'

/** What environments have at their top, whoever puts packages into them. */
const USUAL = [
  ...['bin', 'etc', 'include', 'lib', 'lib64', 'man', 'share', SETTINGS],
  ...['.gitignore', '.lock', 'BUILD.bazel', 'CACHEDIR.TAG'],
]

/** Beginning of names that are there only while an environment is made. */
const PASSING = '.rt-'

/** Lines for the settings, by which {@link placeOfVenv} knows later what may be replaced. */
export function venvMarks(names: readonly string[]): string {
  const made = names.filter((name) => !USUAL.includes(name)).map((name) => `made = ${name}\n`)
  return [`${MARK}\n`, ...made].join('')
}

/**
 * Finds the directory that a path means, when an environment may be made there.
 *
 * @throws ExpectedFailure when something is there that rt has not made
 */
export function placeOfVenv(path: string): string {
  const directory = followed(path)
  if (directory === undefined) return path
  const names = readdirSync(directory).filter((name) => !name.startsWith(PASSING))
  if (names.length === 0) return directory
  const settings = names.includes(SETTINGS) ? readTextFile(join(directory, SETTINGS)) : ''
  const lines = settings.split('\n')
  if (!lines.includes(MARK)) return refuse(path, 'it has files that rt did not put there')
  const others = names.filter((name) => !USUAL.includes(name) && !lines.includes(`made = ${name}`))
  if (others.length === 0) return directory
  return refuse(path, `rt did not put these there: ${others.join(', ')}`)
}

/** The directory itself; undefined where there is nothing yet. */
function followed(path: string): string | undefined {
  try {
    const link = lstatSync(path, { throwIfNoEntry: false })
    if (link === undefined) return undefined
    if (!existsSync(path)) return refuse(path, 'it is a link to what is not there')
    const real = realpathSync(path)
    return lstatSync(real).isDirectory() ? real : refuse(path, 'it is a file')
  } catch (error) {
    throw writeFailure(path, 0, error)
  }
}

function refuse(directory: string, problem: string): never {
  throw new ExpectedFailure({ topic: 'python', reason: 'foreign-directory', directory, problem })
}

/**
 * Gives a directory other contents, which are made beside those that it has: when that fails, these stay.
 *
 * @param make gets the directory to fill
 * @throws ExpectedFailure when it cannot be written
 */
export async function replaceVenv(
  directory: string,
  make: (fresh: string) => Promise<void>,
): Promise<void> {
  const isNew = !existsSync(directory)
  try {
    mkdirSync(directory, { recursive: true })
    const fresh = mkdtempSync(join(directory, `${PASSING}new-`))
    try {
      await make(fresh)
      exchange(directory, fresh)
    } finally {
      rmSync(fresh, { recursive: true, force: true })
    }
  } catch (error) {
    if (isNew) rmSync(directory, { recursive: true, force: true })
    throw writeFailure(directory, 0, error)
  }
}

/**
 * Puts new contents in place of the old ones, and of what killed runs have left. The settings go first, so that rt knows
 * the directory whenever it is interrupted.
 */
function exchange(directory: string, fresh: string): void {
  const old = mkdtempSync(join(directory, `${PASSING}old-`))
  renameSync(join(fresh, SETTINGS), join(directory, SETTINGS))
  for (const name of readdirSync(directory))
    if (name !== SETTINGS && ![basename(fresh), basename(old)].includes(name))
      renameSync(join(directory, name), join(old, name))
  for (const name of readdirSync(fresh)) renameSync(join(fresh, name), join(directory, name))
  rmSync(old, { recursive: true, force: true })
}
