/**
 * Argument lines: what the Starlark rules write into argument files, one argument a line.
 *
 * A backslash stands as `\\` and a newline as `\n`, so that every value fits on one line
 * (`rules/private/arguments/argument_lines.bzl` is the writer).
 */

/** Splits the text of an argument file into arguments. */
export function parseArgumentLines(text: string): readonly string[] {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines.map(unescapeLine)
}

/** Undoes the escaping of one argument line. */
export function unescapeLine(line: string): string {
  return line.replaceAll(/\\(.)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped))
}

/** Escapes one argument to fit on a line. */
export function escapeLine(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
}
