/** One line of an mtree file that says something: comments and blank lines left out, continuations joined. */
export interface MtreeLine {
  /** Number of its first line in the file, from 1. */
  readonly line: number
  /** As written, without surrounding white space. */
  readonly text: string
}

/** Splits mtree text into lines (mtree(5): "#" starts a comment line, a final backslash joins lines). */
export function* mtreeLines(text: string): Generator<MtreeLine> {
  let pending = ''
  let first = 0
  let number = 0
  for (let start = 0; start <= text.length;) {
    const end = lineEnd(text, start)
    const raw = text.slice(start, end)
    const isLast = end === text.length
    start = end + 1
    number++
    if (pending === '') {
      first = number
      if (isPlain(raw)) {
        yield { line: number, text: raw }
        continue
      }
    }
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw
    const isComment = pending === '' && /^\s*#/.test(line)
    if (!isComment && continues(line) && !isLast) {
      pending += `${line.slice(0, -1)} `
      continue
    }
    const joined = (pending + line).trim()
    pending = ''
    if (joined !== '' && !isComment) yield { line: first, text: joined }
  }
}

function lineEnd(text: string, start: number): number {
  const end = text.indexOf('\n', start)
  return end < 0 ? text.length : end
}

/** True for nearly all lines: those that are neither comments nor continued, nor have white space around them. */
function isPlain(line: string): boolean {
  const last = line.charCodeAt(line.length - 1)
  return last > 0x20 && last < 0x7f && last !== 0x5c && line.charCodeAt(0) > 0x23
}

/** A backslash at the end of a line joins; two are an escaped backslash. */
function continues(line: string): boolean {
  return line.endsWith('\\') && (/\\+$/.exec(line)?.[0].length ?? 0) % 2 === 1
}
