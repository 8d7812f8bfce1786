'use strict'
// Starts the rt program, rt_program.js beside this file, from rt_program.cache: what V8 has compiled of it
// when it was built. Parsing takes longer than most actions of the program. The cache of another Node, or
// for another processor, is left aside; then the program is compiled as usual.

const { readFileSync } = require('node:fs')
const path = require('node:path')
const { Script } = require('node:vm')

/** What build_start.mjs has written for this Node; undefined where there is none. */
function cachedCode() {
  try {
    const cache = readFileSync(path.join(__dirname, 'rt_program.cache'))
    const made = Buffer.from(`${process.version} ${process.arch}\n`)
    return cache.subarray(0, made.length).equals(made) ? cache.subarray(made.length) : undefined
  } catch {
    return undefined
  }
}

/**
 * A module of Node that is loaded when something of it is used. It has no properties of its own, so that
 * the bundle finds none to copy.
 */
function lazy(name) {
  return Object.create(new Proxy({}, { get: (_, property) => require(name)[property] }))
}

/** Slow to load, each 2 to 4 ms, and seldom used by build actions; commander imports the first. */
const SELDOM_USED = ['node:child_process', 'node:fs/promises', 'node:v8']
const LAZY = new Map(SELDOM_USED.map((name) => [name, lazy(name)]))

const filename = path.join(__dirname, 'rt_program.js')
const script = new Script(readFileSync(filename, 'latin1'), { filename, cachedData: cachedCode() })
// Worker threads load the file that the program was told it is: this one.
const load = Object.assign((name) => LAZY.get(name) ?? require(name), require)
script.runInThisContext()(exports, load, module, __filename, __dirname)
