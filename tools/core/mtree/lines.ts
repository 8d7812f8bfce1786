/** One line of an mtree file that says something: comments and blank lines left out, continuations joined. */
export interface MtreeLine {
  /** Number of its first line in the file, from 1. */
  readonly line: number
  /** As written, without surrounding white space. */
  readonly text: string
  /** Its words. Spaces inside a word are octal escapes. */
  readonly words: readonly string[]
}

/** Splits mtree text into lines (mtree(5): "#" starts a comment line, a final backslash joins lines). */
export function* mtreeLines(text: string): Generator<MtreeLine> {
  let pending = ''
  let first = 0
  const lines = text.split('\n')
  for (const [index, raw] of lines.entries()) {
    if (pending === '') first = index + 1
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw
    const isComment = pending === '' && /^\s*#/.test(line)
    if (!isComment && continues(line) && index + 1 < lines.length) {
      pending += `${line.slice(0, -1)} `
      continue
    }
    const joined = (pending + line).trim()
    pending = ''
    if (joined !== '' && !isComment) yield { line: first, text: joined, words: wordsOf(joined) }
  }
}

/** Only white space that mtree knows separates words; a no-break space, say, does not. */
function wordsOf(line: string): readonly string[] {
  if (line.includes('\t')) return line.split(/[ \t]+/)
  return line.includes('  ') ? line.split(/ +/) : line.split(' ')
}

/** A backslash at the end of a line joins; two are an escaped backslash. */
function continues(line: string): boolean {
  return line.endsWith('\\') && (/\\+$/.exec(line)?.[0].length ?? 0) % 2 === 1
}
