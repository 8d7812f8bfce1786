import { randomBytes } from 'node:crypto'

/** A name beside a file or directory, for what is not whole yet. */
export function partialPath(path: string): string {
  return `${path}.${randomBytes(6).toString('hex')}.partial`
}
