/** Lists and objects inside one another at most: what people mean is never deeper than a dozen. */
export const MAX_JSON_DEPTH = 64

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPENING: ReadonlySet<number> = new Set([0x5b, 0x7b])
const CLOSING: ReadonlySet<number> = new Set([0x5d, 0x7d])

/**
 * Whether lists and objects of a JSON text are inside one another no deeper than `limit`: what walks through
 * a deeper document would run out of stack.
 */
export function nestsAtMost(text: string, limit: number): boolean {
  let depth = 0
  let inString = false
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index)
    if (unit === QUOTE) inString = !inString
    else if (inString) index += unit === BACKSLASH ? 1 : 0
    else if (OPENING.has(unit)) {
      depth += 1
      if (depth > limit) return false
    } else if (CLOSING.has(unit)) depth -= 1
  }
  return true
}
