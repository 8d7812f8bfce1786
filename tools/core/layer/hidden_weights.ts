import type { SourceSizes } from './tar_parts.ts'
import type { Entry } from '../entries/entry.ts'
import type { Placement } from '../entries/operands.ts'

/** What counts as weights. */
export interface WeightSigns {
  /** Ends of names, such as `.safetensors`. */
  readonly suffixes: readonly string[]
  /** Bytes from which on a file is worth a layer. */
  readonly size: number
}

/** Weights in a directory. */
export interface HiddenWeights {
  /** The directory as it was named. */
  readonly directory: string
  readonly source: string
  readonly size: number
}

/**
 * Finds weights that nobody named: big files in directories. Rules see no further than the directory, so
 * that such files would be compressed with the code, and sent with each edit of it.
 */
export function hiddenWeights(
  entries: readonly Entry[],
  placements: readonly Placement[],
  sizes: SourceSizes,
  signs: WeightSigns,
): readonly HiddenWeights[] {
  const named = placements.flatMap((each) => (each.kind === 'source' ? [each.source] : []))
  const known = new Set(named)
  return entries.flatMap((entry) => {
    if (entry.kind !== 'file' || entry.source === undefined || known.has(entry.source)) return []
    const { source } = entry
    const size = sizes.get(source) ?? 0
    if (size < signs.size || !signs.suffixes.some((suffix) => source.endsWith(suffix))) return []
    const directory = named.find((name) => source.startsWith(`${name}/`)) ?? source
    return [{ directory, source, size }]
  })
}
