/** Names that somebody may have meant instead: at most three, those that share most with it first. */
export function similarNames(wanted: string, known: Iterable<string>): readonly string[] {
  const stem = wanted.replace(/[\d.+-]+$/, '')
  if (stem === '') return []
  const near = new Set<string>()
  for (const name of known) {
    if (name.startsWith(stem) || (name.length > 3 && wanted.startsWith(name))) near.add(name)
  }
  const distance = (name: string): number => Math.abs(name.length - wanted.length)
  return [...near]
    .sort((a, b) => distance(a) - distance(b) || (a < b ? -1 : 1))
    .slice(0, MAX_SIMILAR)
}

const MAX_SIMILAR = 3
