/** What a person is told: what went wrong, what would be accepted, and what to do. */
export interface Explanation {
  /** Sentence case, no final period: what could not be done, and why. */
  readonly message: string
  /** What would have been accepted instead, when there is such a thing. */
  readonly accepted?: string
  /** What to change, ready to paste where possible. */
  readonly fix?: string
}

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
  const more = items.length - MAX_LISTED
  const lines = items.slice(0, MAX_LISTED).map((item) => `\n    ${item}`)
  return lines.join('') + (more > 0 ? `\n    and ${more} more` : '')
}

const MAX_LISTED = 20
