// Prepares the start of the rt program: node --random-seed=1 build_start.mjs START BUNDLE FOLDER
// Writes into FOLDER: rt.cjs, which is START; rt_program.js, the bundle as START runs it; rt_program.cache,
// what V8 compiled of it. With a fixed seed, the cache has the same bytes every time.

import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Script } from 'node:vm'

const [start, bundle, folder] = process.argv.slice(2)
const bytes = readFileSync(bundle)
if (bytes.some((byte) => byte > 127)) throw new Error(`"${bundle}" is not ASCII`)
const program = `(function (exports, require, module, __filename, __dirname) {${bytes.toString('latin1')}\n})`
const cache = new Script(program, { filename: 'rt_program.js' }).createCachedData()
const made = Buffer.from(`${process.version} ${process.arch}\n`)
copyFileSync(start, path.join(folder, 'rt.cjs'))
writeFileSync(path.join(folder, 'rt_program.js'), program)
writeFileSync(path.join(folder, 'rt_program.cache'), Buffer.concat([made, cache]))
