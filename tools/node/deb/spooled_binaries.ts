import type { LayerProgram } from '../../core/binary/describe_program.ts'
import { describeProgram, listedPrograms } from '../../core/binary/describe_program.ts'
import type { LayerBinaries, LayerLink } from '../../core/binary/layer_binaries.ts'
import { isLinkOfInterest } from '../../core/binary/layer_binaries.ts'
import type { DebLayerPlan } from '../../core/deb/layer_plan.ts'
import type { Spool } from './spool.ts'

/** Finds the programs, libraries, scripts and links of a layer whose contents are in a spool. */
export function spooledBinaries({ entries, ranges }: DebLayerPlan, spool: Spool): LayerBinaries {
  const programs: LayerProgram[] = []
  const links: LayerLink[] = []
  for (const entry of entries) {
    if (entry.kind === 'link' && isLinkOfInterest(entry.path))
      links.push({ path: entry.path, target: entry.target, kind: 'symbolic' })
    const range = entry.kind === 'file' ? ranges.get(entry.source ?? '') : undefined
    if (range === undefined) continue
    const found = describeProgram(entry.path, entry.mode, spool.windows(range))
    if (found !== undefined) programs.push(found)
  }
  return { ...listedPrograms(programs), links, removed: [] }
}
