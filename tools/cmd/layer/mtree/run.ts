import type { EntryChanges } from '../../../core/entries/changes.ts'
import { formatMtree } from '../../../core/mtree/format.ts'
import { collectEntries } from '../../../node/layer/collect.ts'
import { readOperands } from '../../../node/layer/operand_lines.ts'
import { writeTextFile } from '../../../node/layer/text_file.ts'

/** What `rt layer mtree` is asked to do. Paths are relative to the execution root. */
export interface MtreeRequest {
  /** The mtree file to write. */
  readonly out: string
  /** Keep relative symbolic links that lead to something in the tree. */
  readonly preserveSymlinks: boolean
  /** Where entries go, and what they get. */
  readonly changes: EntryChanges
  /** Entry lines. */
  readonly entries: readonly string[]
}

/**
 * Writes what a set of sources is as mtree text.
 *
 * @throws ExpectedFailure when the sources cannot be one tree
 */
export function writeMtree({ out, entries, ...options }: MtreeRequest): void {
  const { placements } = readOperands(entries)
  writeTextFile(out, formatMtree(collectEntries(placements, options)))
}
