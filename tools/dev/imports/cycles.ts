import type { ImportGraph } from './import_graph.ts'

/** Finds circles of imports: for each file that can reach itself, and is in no circle found before, a shortest one. */
export function findCycles(graph: ImportGraph): readonly (readonly string[])[] {
  const cycles: (readonly string[])[] = []
  const seen = new Set<string>()
  for (const file of graph.keys()) {
    if (seen.has(file)) continue
    const cycle = wayBack(graph, file)
    if (cycle === undefined) continue
    cycles.push(cycle)
    for (const each of cycle) seen.add(each)
  }
  return cycles
}

/** A shortest way from a file back to it, both ends included. */
function wayBack(graph: ImportGraph, start: string): readonly string[] | undefined {
  const from = new Map<string, string>()
  const queue = [start]
  for (const file of queue)
    for (const next of graph.get(file) ?? []) {
      if (next === start) return pathTo(file, from, start)
      if (from.has(next)) continue
      from.set(next, file)
      queue.push(next)
    }
  return undefined
}

function pathTo(end: string, from: ReadonlyMap<string, string>, start: string): readonly string[] {
  const path = [start]
  for (let file: string | undefined = end; file !== undefined && file !== start;)
    [path[path.length], file] = [file, from.get(file)]
  return [...path, start].toReversed()
}
