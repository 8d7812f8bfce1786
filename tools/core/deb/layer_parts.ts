import type { Entry } from '../entries/entry.ts'
import type { TarPart } from '../layer/tar_parts.ts'
import { END_OF_ARCHIVE_SIZE, paddingAfter } from '../tar/block.ts'
import { HeaderEncoder } from '../tar/header.ts'
import type { DebLayerPlan } from './layer_plan.ts'
import type { SpoolRange } from './unpacked.ts'

const EMPTY: SpoolRange = { offset: 0, size: 0 }

/**
 * The parts of the tar of a layer whose contents are all in one file.
 *
 * @param spool path of that file
 */
export function* layerParts(spool: string, { entries, ranges }: DebLayerPlan): Generator<TarPart> {
  const headers = new HeaderEncoder()
  for (const entry of entries) {
    const { offset, size } = rangeOf(entry, ranges)
    const target = entry.kind === 'link' ? entry.target : ''
    yield { kind: 'bytes', bytes: headers.encode({ ...entry, size, target }) }
    if (size === 0) continue
    yield { kind: 'file', source: spool, offset, size }
    if (paddingAfter(size) > 0) yield { kind: 'zeros', size: paddingAfter(size) }
  }
  yield { kind: 'zeros', size: END_OF_ARCHIVE_SIZE }
}

function rangeOf(entry: Entry, ranges: ReadonlyMap<string, SpoolRange>): SpoolRange {
  const source = entry.kind === 'file' ? entry.source : undefined
  if (source === undefined) return EMPTY
  const range = ranges.get(source)
  if (range === undefined) throw new TypeError(`The place of "${source}" is not known`)
  return range
}
