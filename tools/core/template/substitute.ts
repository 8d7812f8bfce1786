/** What is searched for, and what is put in its place. */
export type Substitutions = ReadonlyMap<string, string>

/**
 * Replaces every search text in one pass from left to right. Where several begin at one place, the longest
 * wins, whatever their order; what was put in is not searched again.
 *
 * @throws TypeError for an empty search text
 */
export function substitute(text: string, substitutions: Substitutions): string {
  if (substitutions.has('')) throw new TypeError('A search text is empty')
  if (substitutions.size === 0) return text
  const longestFirst = [...substitutions.keys()].sort((a, b) => b.length - a.length)
  const any = new RegExp(longestFirst.map(quote).join('|'), 'g')
  return text.replaceAll(any, (found) => substitutions.get(found) ?? found)
}

/** Makes a regular expression that matches the text and nothing else. */
function quote(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`)
}
