import type { ArgumentFailure } from '../arguments/failure.ts'
import type { TreeFailure } from './failure.ts'
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import type { ImagePath } from './entry.ts'
import { parseImagePath } from './image_path.ts'

/** What the rules ask to be put into a layer, in their order. */
export interface Operands {
  readonly placements: readonly Placement[]
  /** The key of each source: execution path to runfiles path. */
  readonly keys: ReadonlyMap<string, string>
}

/** Something for a place in the image. */
export type Placement =
  | {
      readonly kind: 'source'
      /** Where it goes; a directory may go to the root. */
      readonly path: ImagePath
      /** A file, a directory or a symbolic link, by its path relative to the execution root. */
      readonly source: string
    }
  | { readonly kind: 'empty'; readonly path: ImagePath }

/**
 * Reads entry lines, which the rules write after `--`:
 *
 * - `under<TAB>PREFIX`: the DEST of later lines is below PREFIX
 * - `source<TAB>DEST<TAB>EXEC`: the file, directory or link EXEC goes to DEST
 * - `empty<TAB>DEST`: an empty file
 * - `key<TAB>KEY<TAB>EXEC`: EXEC is named KEY when its bytes are needed later
 *
 * EXEC and KEY of one line have no tab; DEST and PREFIX may have.
 */
export function parseOperands(
  lines: Iterable<string>,
): Result<Operands, ArgumentFailure | TreeFailure> {
  const placements: Placement[] = []
  const keys = new Map<string, string>()
  const escaping: string[] = []
  let prefix = ''
  const place = (dest: string, make: (path: ImagePath) => Placement): void => {
    const path = parseImagePath(`${prefix}${dest}`)
    if (path.ok) placements.push(make(path.value))
    else escaping.push(dest)
  }
  for (const line of lines) {
    const [kind, first, last] = fieldsOf(line)
    if (kind === 'source' && last !== undefined)
      place(first, (path) => ({ kind, path, source: last }))
    else if (kind === 'empty' && last === undefined) place(first, (path) => ({ kind, path }))
    else if (kind === 'under' && last === undefined) prefix = first === '' ? '' : `${first}/`
    else if (kind === 'key' && last !== undefined) keys.set(last, first)
    else return err({ topic: 'argument', reason: 'malformed-entry', line })
  }
  return escaping.length === 0
    ? ok({ placements, keys })
    : err({ topic: 'tree', reason: 'escaping-paths', paths: escaping })
}

/** The kind, and one or two fields by kind: all tabs but the outer ones belong to the first field. */
function fieldsOf(line: string): readonly [kind: string, first: string, last: string | undefined] {
  const start = line.indexOf('\t')
  if (start < 0) return ['', '', undefined]
  const kind = line.slice(0, start)
  if (kind === 'empty' || kind === 'under') return [kind, line.slice(start + 1), undefined]
  const end = line.lastIndexOf('\t')
  if (end === start) return ['', '', undefined]
  return [kind, line.slice(start + 1, end), line.slice(end + 1)]
}
