import { createHash } from 'node:crypto'
import { closeSync, openSync, readSync } from 'node:fs'

/** `node hash_files.ts FILE...`: what Node's SHA-256 can do at best; small reads stay in the core's cache. */
function main(paths: readonly string[]): void {
  const memory = Buffer.allocUnsafe(256 << 10)
  for (const path of paths) {
    const hash = createHash('sha256')
    const file = openSync(path, 'r')
    for (let length; (length = readSync(file, memory)) > 0;) {
      hash.update(memory.subarray(0, length))
    }
    closeSync(file)
    process.stdout.write(`${hash.digest('hex')}  ${path}\n`)
  }
}

if (import.meta.main) main(process.argv.slice(2))
