import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import type { ImagePath } from './entry.ts'

/** The root directory of an image. */
export const ROOT = '' as ImagePath

/**
 * Brings a path into the one form that rt compares and sorts by: leading `/` and `./`, doubled and
 * trailing `/` and `.` parts are dropped. Fails on `..` and on a NUL character.
 */
export function parseImagePath(text: string): Result<ImagePath, 'leaves the image'> {
  if (isNormal(text)) return ok(text as ImagePath)
  const parts = text.split('/').filter((part) => part !== '' && part !== '.')
  if (parts.includes('..') || text.includes('\0')) return err('leaves the image')
  return ok(parts.join('/') as ImagePath)
}

/** True for nearly all paths, so that most need no splitting: no empty part and none of dots only. */
function isNormal(text: string): boolean {
  return !/^\.|^\/|\/\/|\/$|\/\.|\0/.test(text)
}

/** The directory that holds a path; the root's is the root. */
export function parentOf(path: ImagePath): ImagePath {
  return path.slice(0, Math.max(0, path.lastIndexOf('/'))) as ImagePath
}

/**
 * Orders texts by their UTF-8 bytes, the same on every machine and in every language. Parents come before
 * what is in them.
 */
export function compareBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let index = 0; index < length; index++) {
    const left = a.charCodeAt(index)
    const right = b.charCodeAt(index)
    if (left !== right) return codePointRank(left) - codePointRank(right)
  }
  return a.length - b.length
}

/** Halves of a surrogate pair stand for characters above all others, unlike their UTF-16 value. */
function codePointRank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit
}
