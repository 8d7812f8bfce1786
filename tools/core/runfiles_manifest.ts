/**
 * The runfiles manifest of Bazel: one `KEY PATH` line a file (Bazel's SourceManifestAction).
 *
 * A line that starts with a space has escapes: in the key `\s` is a space, `\n` a newline and `\b` a
 * backslash; in the path `\n` and `\b`. A line without a path is an empty file, and is left out.
 */
export function parseRunfilesManifest(text: string): ReadonlyMap<string, string> {
  const table = new Map<string, string>()
  for (const line of text.split(/\r?\n/)) {
    const escaped = line.startsWith(' ')
    const fields = escaped ? line.slice(1) : line
    const space = fields.indexOf(' ')
    if (space <= 0 || space === fields.length - 1) continue
    const key = fields.slice(0, space)
    const path = fields.slice(space + 1)
    table.set(escaped ? unescape(key) : key, escaped ? unescape(path) : path)
  }
  return table
}

const ESCAPES: Readonly<Record<string, string>> = { s: ' ', n: '\n', b: '\\' }

function unescape(field: string): string {
  return field.replaceAll(/\\([snb])/g, (whole, letter: string) => ESCAPES[letter] ?? whole)
}

/** A text as Java writes it in ISO 8859-1: one question mark for each character that has no place there. */
export function inLatin1(text: string): string {
  return text.replaceAll(/[\u{100}-\u{10ffff}]/gu, '?')
}

/**
 * The path that was meant by one that has gone through {@link inLatin1}: files end as their keys do, so the end of the
 * key takes the place of the end of the path, as far as the two are alike.
 *
 * @param path as it was written, question marks and all
 * @param key as it is
 */
export function meantPath(path: string, key: string): string {
  const [written, letters] = [Array.from(path), Array.from(key)]
  let alike = 0
  while (
    alike < letters.length &&
    written.at(-1 - alike) === inLatin1(letters.at(-1 - alike) ?? '')
  )
    alike++
  return [
    ...written.slice(0, written.length - alike),
    ...letters.slice(letters.length - alike),
  ].join('')
}
