/**
 * What an executable target of rt does first: `bazel run` starts a link to a native program, which is Node
 * with this file inside. Beside the link stands NAME.args, one argument a line: first the runfiles key of
 * the rt program, then its command and arguments.
 */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, delimiter, join, resolve } from 'node:path'
import { parseArgumentLines } from '../core/arguments/lines.ts'
import { runfilesRoots } from '../node/runfiles_roots.ts'

/** The link that was started: an absolute path, symbolic links not followed. */
function startedAs(argv0: string): string {
  if (argv0.includes('/')) return resolve(argv0)
  const folder = (process.env['PATH'] ?? '')
    .split(delimiter)
    .find((entry) => existsSync(join(entry, `${argv0}.args`)))
  return resolve(folder ?? '.', argv0)
}

/** Finds the rt program, and says where the runfiles are to what is started next. */
function findProgram(argv0: string, key: string): string | undefined {
  for (const root of runfilesRoots({ env: process.env, argv0 })) {
    const program = root.lookup(key)
    if (program === undefined) continue
    process.env[root.variable] = root.path
    return program
  }
  return undefined
}

function stop(self: string, message: string, fix: string): never {
  process.stderr.write(`${basename(self)}: ${message}\n  fix: ${fix}\n`)
  process.exit(1)
}

function launch(): void {
  const self = startedAs(process.argv0)
  const file = `${self}.args`
  if (!existsSync(file)) {
    stop(
      self,
      `Cannot start without "${file}"`,
      'start the program where Bazel put it, by bazel run',
    )
  }
  const [key = '', ...given] = parseArgumentLines(readFileSync(file, 'utf8'))
  const program = findProgram(self, key)
  if (program === undefined) {
    stop(self, `Cannot find "${key}" in the runfiles of "${self}"`, 'build the target again')
  }
  process.argv = [process.execPath, program, ...given, ...process.argv.slice(2)]
  createRequire(program)(program)
}

launch()
