import { closeSync, ftruncateSync, openSync } from 'node:fs'

/** Makes a file of zeros that takes no room on the disk. */
export function makeSparse(path: string, bytes: number): void {
  const file = openSync(path, 'w')
  ftruncateSync(file, bytes)
  closeSync(file)
}
