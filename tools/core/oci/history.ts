import type { HistoryEntry } from './config.ts'
import { EPOCH } from './timestamp.ts'

/**
 * Repairs a base's history so that it has one entry a layer, which engines insist on: entries are added for
 * layers without one, and surplus entries are marked as having made no layer.
 */
export function repairHistory(
  history: readonly HistoryEntry[],
  layers: number,
): readonly HistoryEntry[] {
  let claimed = 0
  const repaired = history.map((entry) => {
    if (entry.emptyLayer) return entry
    claimed++
    return claimed > layers ? { ...entry, emptyLayer: true } : entry
  })
  const missing = Math.max(0, layers - claimed)
  return [...repaired, ...Array.from({ length: missing }, () => LOST)]
}

const LOST: HistoryEntry = {
  emptyLayer: false,
  others: { created: EPOCH, comment: 'a layer of the base, which has no history for it' },
}

/** The history of a layer that rt adds: what is in it, never when or where it was built. */
export function historyOfLayer(description: string): HistoryEntry {
  return { emptyLayer: false, others: { created: EPOCH, created_by: description } }
}
