import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { withLock } from '../../tools/dev/lock.ts'
import { CHECKOUT } from '../../tools/dev/places.ts'
import { tinyProgram } from '../../tools/testing/tiny_program.ts'
import { madeBinaries } from './made_binaries.ts'

/** Workspaces of the tests; at fixed places, so that Bazel's output is found again in the next run. */
const PLACE = join(CHECKOUT, '.cache/e2e')

const OUTSIDE = join(CHECKOUT, 'e2e/outside')

/** The examples: a module inside the checkout. */
export const EXAMPLES = join(CHECKOUT, 'examples')

/** What the container of the outside workspace's images prints. */
export const GREETING = 'hello from outside\n'

/** Files of the outside workspace that are made: path to content. */
const MADE: Readonly<Record<string, Uint8Array>> = {
  'images/hello': tinyProgram(GREETING),
  ...madeBinaries('bad/table/binaries'),
}

/**
 * Copies the workspace `e2e/outside` away from the checkout, and points it to rt by an absolute path.
 * All tests share one copy; it is made anew only when it would be another one.
 */
export async function outsideWorkspace(): Promise<string> {
  const workspace = join(PLACE, 'outside')
  const stamp = join(PLACE, 'outside.stamp')
  const wanted = contentHash(OUTSIDE, Object.entries(MADE).flat())
  await withLock(join(PLACE, 'outside.lock'), async () => {
    if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
    copyOutside(workspace)
    writeFileSync(stamp, wanted)
    return Promise.resolve()
  })
  return workspace
}

/** Makes one more copy of the outside workspace, for a test that changes it. */
export function outsideCopy(name: string): string {
  const workspace = join(PLACE, name)
  copyOutside(workspace)
  return workspace
}

/** A directory for Bazel's outputs of builds that must not find what others have built. */
export function outputBase(name: string): string {
  return join(PLACE, `${name}-output`)
}

/** Makes a copy of the examples, for a test after which they must not find what was fetched. */
export function examplesCopy(name: string): string {
  const workspace = join(PLACE, name)
  copyWorkspace(EXAMPLES, workspace)
  return workspace
}

/** Makes a copy of a workspace of the tests, at a fixed place. */
export function workspaceCopy(from: string, name: string): string {
  const workspace = join(PLACE, name)
  copyWorkspace(from, workspace)
  return workspace
}

/** Copies a workspace without Bazel's links, and points it to rt by an absolute path. */
export function copyWorkspace(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true })
  const filter = (path: string): boolean => !basename(path).startsWith('bazel-')
  cpSync(from, to, { recursive: true, filter })
  const modules = join(to, 'MODULE.bazel')
  const path = `path = "${relative(from, CHECKOUT)}"`
  writeFileSync(modules, readFileSync(modules, 'utf8').replace(path, `path = "${CHECKOUT}"`))
}

function copyOutside(workspace: string): void {
  copyWorkspace(OUTSIDE, workspace)
  for (const [path, bytes] of Object.entries(MADE)) {
    mkdirSync(dirname(join(workspace, path)), { recursive: true })
    writeFileSync(join(workspace, path), bytes, { mode: 0o755 })
  }
}

/** A digest of the files below a folder and of something more. */
function contentHash(folder: string, more: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256')
  for (const each of more) hash.update(each)
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  for (const path of files.map((entry) => join(entry.parentPath, entry.name)).toSorted()) {
    hash.update(`${relative(folder, path)}\0`).update(readFileSync(path))
  }
  return hash.digest('hex')
}

/** Copies the whole checkout as git would see it if all were committed; npm packages are shared. */
export function otherCheckout(): string {
  const checkout = join(PLACE, 'checkout')
  rmSync(checkout, { recursive: true, force: true })
  copyCheckout(checkout)
  symlinkSync(join(CHECKOUT, 'node_modules'), join(checkout, 'node_modules'))
  return checkout
}

/** Copies the whole checkout as git would see it if all were committed: without npm packages. */
export function copyCheckout(checkout: string): void {
  const listing = execFileSync('git', ['ls-files', '-z', '-co', '--exclude-standard'], {
    cwd: CHECKOUT,
    encoding: 'utf8',
  })
  for (const path of listing.split('\0')) {
    if (path === '' || !existsSync(join(CHECKOUT, path))) continue
    cpSync(join(CHECKOUT, path), join(checkout, path), { verbatimSymlinks: true })
  }
}
