import type { ImagePath } from './entry.ts'
import { ROOT } from './image_path.ts'

/** Where paths move: out of one directory, into another. The root directory changes nothing. */
export interface Move {
  readonly from: ImagePath
  readonly to: ImagePath
}

/** Moves a path; undefined when it is not below the directory that it should leave. */
export function relocate(path: ImagePath, { from, to }: Move): ImagePath | undefined {
  if (from !== ROOT && !path.startsWith(`${from}/`)) return undefined
  const inner = from === ROOT ? path : path.slice(from.length + 1)
  return (to === ROOT ? inner : `${to}/${inner}`) as ImagePath
}
