import { formatMtree } from '../../core/mtree/format.ts'
import { collectEntries } from '../../node/layer/collect.ts'
import { readOperands } from '../../node/layer/operand_lines.ts'
import { writeTextFile } from '../../node/layer/text_file.ts'
import type { MtreeRequest } from './args.ts'

/**
 * Writes what a set of sources is as mtree text.
 *
 * @throws ExpectedFailure when the sources cannot be one tree
 */
export function writeMtree({ out, preserveSymlinks, entries }: MtreeRequest): void {
  const { placements } = readOperands(entries)
  writeTextFile(out, formatMtree(collectEntries(placements, { preserveSymlinks })))
}
