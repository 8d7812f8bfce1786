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
