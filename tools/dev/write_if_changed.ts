import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'

/**
 * Makes a file that several programs write and read at the same time have these bytes: it is left alone where it
 * has them, and replaced in one step where not, so that nobody ever reads a part of it.
 *
 * @param mode permissions of a new file
 */
export function writeIfChanged(path: string, bytes: Uint8Array, mode = 0o644): void {
  if (existsSync(path) && readFileSync(path).equals(bytes)) return
  const fresh = `${path}.${process.pid}`
  writeFileSync(fresh, bytes, { mode })
  renameSync(fresh, path)
}
