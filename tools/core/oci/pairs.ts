/** Splits `NAME=VALUE` at the first `=`; undefined where there is no name or no `=`. */
export function parsePair(line: string): readonly [name: string, value: string] | undefined {
  const at = line.indexOf('=')
  if (at <= 0 || line.includes('\0')) return undefined
  return [line.slice(0, at), line.slice(at + 1)]
}

/** Puts `NAME=VALUE` lines over a text map; later lines win. Lines that are none are left out. */
export function overlayPairs(
  base: Readonly<Record<string, string>>,
  lines: readonly string[],
): Readonly<Record<string, string>> {
  const pairs = lines.map(parsePair).filter((pair) => pair !== undefined)
  return Object.fromEntries([...Object.entries(base), ...pairs])
}
