'use strict'
// What an executable target of rt does first: `bazel run` starts a link to a native program, which is
// Node with this file inside. Beside the link stands NAME.args, one argument a line (a backslash as
// `\\`, a newline as `\n`): first the runfiles key of the rt program, then its command and arguments.

const { existsSync, readFileSync } = require('node:fs')
const { createRequire } = require('node:module')
const path = require('node:path')

/** The link that was started: an absolute path, symbolic links not followed. */
function startedAs(argv0) {
  if (argv0.includes('/')) return path.resolve(argv0)
  const folder = (process.env.PATH ?? '')
    .split(path.delimiter)
    .find((entry) => existsSync(path.join(entry, `${argv0}.args`)))
  return path.resolve(folder ?? '.', argv0)
}

/** Arguments of NAME.args. */
function argumentLines(file) {
  const lines = readFileSync(file, 'utf8').split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines.map((line) => line.replaceAll(/\\(.)/g, (_, c) => (c === 'n' ? '\n' : c)))
}

/** Where the runfiles may be, as folders, likeliest first. */
function runfilesFolders(self) {
  const above = self.lastIndexOf('.runfiles/')
  return [
    process.env.RUNFILES_DIR,
    process.env.TEST_SRCDIR,
    `${self}.runfiles`,
    above < 0 ? undefined : self.slice(0, above + '.runfiles'.length),
  ].filter((folder) => folder !== undefined && existsSync(folder))
}

/** Looks a key up in a runfiles manifest: lines of KEY, a space and PATH. */
function inManifest(manifest, key) {
  if (manifest === undefined || !existsSync(manifest)) return undefined
  const line = readFileSync(manifest, 'utf8')
    .split('\n')
    .find((candidate) => candidate.startsWith(`${key} `))
  return line?.slice(key.length + 1)
}

/** Finds the rt program, and says where the runfiles are to what is started next. */
function findProgram(self, key) {
  for (const folder of runfilesFolders(self)) {
    const program = path.join(folder, key)
    if (existsSync(program)) {
      process.env.RUNFILES_DIR = path.resolve(folder)
      return path.resolve(program)
    }
  }
  for (const manifest of [process.env.RUNFILES_MANIFEST_FILE, `${self}.runfiles_manifest`]) {
    const program = inManifest(manifest, key)
    if (program !== undefined) {
      process.env.RUNFILES_MANIFEST_FILE = manifest
      return program
    }
  }
  return undefined
}

function stop(self, message, fix) {
  process.stderr.write(`${path.basename(self)}: ${message}\n  fix: ${fix}\n`)
  process.exit(1)
}

function launch() {
  const self = startedAs(process.argv0)
  const file = `${self}.args`
  if (!existsSync(file))
    stop(
      self,
      `Cannot start without "${file}"`,
      'start the program where Bazel put it, by bazel run',
    )
  const [key, ...given] = argumentLines(file)
  const program = findProgram(self, key)
  if (program === undefined)
    stop(self, `Cannot find "${key}" in the runfiles of "${self}"`, 'build the target again')
  process.argv = [process.execPath, program, ...given, ...process.argv.slice(2)]
  createRequire(program)(program)
}

launch()
