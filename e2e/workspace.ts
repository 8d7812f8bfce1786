import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { CHECKOUT } from '../tools/dev/places.ts'
import { tinyProgram } from '../tools/node/testing/tiny_program.ts'

/** Workspaces of the tests; at fixed places, so that Bazel's output is found again in the next run. */
const PLACE = join(CHECKOUT, '.cache/e2e')

/** The examples: a module inside the checkout. */
export const EXAMPLES = join(CHECKOUT, 'examples')

/** What the container of the outside workspace's images prints. */
export const GREETING = 'hello from outside\n'

/** Copies the workspace `e2e/outside` away from the checkout, and points it to rt by an absolute path. */
export function outsideWorkspace(): string {
  const workspace = join(PLACE, 'outside')
  for (const folder of ['images', 'bad']) {
    rmSync(join(workspace, folder), { recursive: true, force: true })
  }
  cpSync(join(CHECKOUT, 'e2e/outside'), workspace, { recursive: true, preserveTimestamps: true })
  const modules = join(workspace, 'MODULE.bazel')
  writeFileSync(modules, readFileSync(modules, 'utf8').replace('"../.."', `"${CHECKOUT}"`))
  const program = join(workspace, 'images/hello')
  writeFileSync(program, tinyProgram(GREETING))
  chmodSync(program, 0o755)
  return workspace
}

/** Copies the whole checkout as git would see it if all were committed; npm packages are shared. */
export function otherCheckout(): string {
  const checkout = join(PLACE, 'checkout')
  rmSync(checkout, { recursive: true, force: true })
  const listing = execFileSync('git', ['ls-files', '-z', '-co', '--exclude-standard'], {
    cwd: CHECKOUT,
    encoding: 'utf8',
  })
  for (const path of listing.split('\0')) {
    if (path === '' || !existsSync(join(CHECKOUT, path))) continue
    cpSync(join(CHECKOUT, path), join(checkout, path), { verbatimSymlinks: true })
  }
  symlinkSync(join(CHECKOUT, 'node_modules'), join(checkout, 'node_modules'))
  return checkout
}
