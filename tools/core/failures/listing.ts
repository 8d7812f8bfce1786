/** A text in quotes. */
export function quoted(text: string): string {
  return `"${text}"`
}

/** A space and the only item, or a line for each of several, at most twenty. */
export function listed(items: readonly string[]): string {
  return items.length === 1 ? ` ${items.join('')}` : itemLines(items)
}

/** A line for each item, at most twenty, and how many more there are. */
export function itemLines(items: readonly string[]): string {
  const more = items.length - MOST_LISTED
  const lines = items.slice(0, MOST_LISTED).map((item) => `\n    ${item}`)
  return lines.join('') + (more > 0 ? `\n    and ${more} more` : '')
}

const MOST_LISTED = 20
