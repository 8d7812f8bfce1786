/**
 * What an executable target of rt does first: `bazel run` starts a link to a native program, which is Node
 * with this file inside. Beside the link, and in its runfiles, stands NAME.args, one argument a line: first the
 * runfiles key of the rt program, then its command and arguments.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, delimiter, join, resolve } from 'node:path'
import { parseArgumentLines } from '../core/arguments/lines.ts'
import { linkChain, runfilesRoots } from '../node/runfiles_roots.ts'

/** The link that was started: an absolute path, symbolic links not followed. */
function startedAs(argv0: string): string {
  if (argv0.includes('/')) return resolve(argv0)
  const folder = (process.env['PATH'] ?? '')
    .split(delimiter)
    .find((entry) => existsSync(join(entry, argv0)))
  return resolve(folder ?? '.', argv0)
}

/** Finds the rt program, and says where the runfiles are to what is started next. */
function findProgram(argv0: string, key: string): string | undefined {
  for (const root of runfilesRoots({ env: process.env, argv0 })) {
    const program = root.lookup(key)
    if (program === undefined) continue
    // What an outer program has left behind names other files by the same keys.
    delete process.env['RUNFILES_DIR']
    delete process.env['RUNFILES_MANIFEST_FILE']
    process.env[root.variable] = root.path
    return program
  }
  return undefined
}

/** Beside the program, or beside what it links to; else, as for tools of actions and copies, in the runfiles. */
function findArguments(self: string): string | undefined {
  const chain = linkChain(self)
  const beside = chain.map((path) => `${path}.args`).find((path) => existsSync(path))
  if (beside !== undefined) return beside
  for (const path of chain) {
    const found = argumentsInside(path)
    if (found !== undefined) return found
  }
  return undefined
}

/** The file of a program's runfiles whose path ends as that of the program does, as far as possible. */
function argumentsInside(program: string): string | undefined {
  const root = `${program}.runfiles`
  if (!existsSync(root)) return undefined
  const name = `${basename(program)}.args`
  const wanted = `${program}.args`.split('/').toReversed()
  const alike = (path: string): number => {
    const parts = path.split('/').toReversed()
    const differs = parts.findIndex((part, index) => part !== wanted[index])
    return differs < 0 ? parts.length : differs
  }
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => basename(path) === name)
    .sort((a, b) => alike(b) - alike(a))
    .map((path) => join(root, path))[0]
}

function stop(self: string, message: string, fix: string): never {
  process.stderr.write(`${basename(self)}: ${message}\n  fix: ${fix}\n`)
  process.exit(1)
}

function launch(): void {
  const self = startedAs(process.argv0)
  const file = findArguments(self)
  if (file === undefined) {
    stop(
      self,
      `Cannot start without "${self}.args"`,
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
