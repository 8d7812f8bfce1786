import { closeSync, openSync, realpathSync, statSync } from 'node:fs'
import type { PossibleConflict } from '../../core/entries/tree.ts'
import type { Conflict } from '../../core/entries/failure.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import { fileFailure } from '../file_failure.ts'
import { readFully } from '../blob/source_file.ts'

/**
 * Accepts paths with two sources when both have the same bytes.
 *
 * @throws ExpectedFailure naming all pairs that differ
 */
export function resolveConflicts(possible: readonly PossibleConflict[]): void {
  const conflicts = possible
    .filter(({ first, second }) => !sameBytes(first, second))
    .map(conflictOf)
  if (conflicts.length > 0)
    throw new ExpectedFailure({ topic: 'tree', reason: 'conflicts', conflicts })
}

function conflictOf({ path, first, second }: PossibleConflict): Conflict {
  return { kind: 'two-sources', path, first: originOf(first), second: originOf(second) }
}

function originOf(source: string | undefined): string {
  return source ?? 'an empty file'
}

/** Compares two files; undefined is an empty one. */
function sameBytes(first: string | undefined, second: string | undefined): boolean {
  if (first === undefined || second === undefined) return sizeOf(first) === sizeOf(second)
  if (realPath(first) === realPath(second)) return true
  const size = sizeOf(first)
  return size === sizeOf(second) && compareContents(first, second, size)
}

function sizeOf(source: string | undefined): number {
  if (source === undefined) return 0
  return attempt(source, () => statSync(source).size)
}

function realPath(source: string): string {
  return attempt(source, () => realpathSync(source))
}

const PIECE = 1024 * 1024

function compareContents(first: string, second: string, size: number): boolean {
  const [one, other] = [Buffer.allocUnsafe(PIECE), Buffer.allocUnsafe(PIECE)]
  for (let offset = 0; offset < size; offset += PIECE) {
    const got = readPiece(first, one, offset)
    if (readPiece(second, other, offset) !== got) return false
    if (one.compare(other, 0, got, 0, got) !== 0) return false
  }
  return true
}

function readPiece(source: string, buffer: Buffer, offset: number): number {
  return attempt(source, () => {
    const file = openSync(source, 'r')
    try {
      return readFully(file, buffer, offset)
    } finally {
      closeSync(file)
    }
  })
}

function attempt<T>(source: string, action: () => T): T {
  try {
    return action()
  } catch (error) {
    throw fileFailure(source, error)
  }
}
