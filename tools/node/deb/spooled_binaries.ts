import { describeBinary } from '../../core/binary/describe_binary.ts'
import { BINARY_MAGIC_SIZE, mayBeBinary } from '../../core/binary/identify.ts'
import type { LayerBinaries, LayerBinary, LayerLink } from '../../core/binary/layer_binaries.ts'
import { isLinkOfInterest } from '../../core/binary/layer_binaries.ts'
import type { DebLayerPlan } from '../../core/deb/layer_plan.ts'
import type { Spool } from './spool.ts'

/** Finds the programs, libraries and links of a layer whose contents are in a spool. */
export function spooledBinaries({ entries, ranges }: DebLayerPlan, spool: Spool): LayerBinaries {
  const files: LayerBinary[] = []
  const links: LayerLink[] = []
  for (const entry of entries) {
    if (entry.kind === 'link' && isLinkOfInterest(entry.path))
      links.push({ path: entry.path, target: entry.target, kind: 'symbolic' })
    const range = entry.kind === 'file' ? ranges.get(entry.source ?? '') : undefined
    if (range === undefined) continue
    const file = spool.windows(range)
    if (!mayBeBinary(file.read(0, BINARY_MAGIC_SIZE))) continue
    const found = describeBinary(entry.path, file)
    if (found !== undefined) files.push(found)
  }
  return { files, links, removed: [] }
}
