/**
 * The runfiles path of a source: its own, or that of the directory it was found in and the way from there.
 *
 * @returns undefined when neither was given
 */
export function keyOfSource(keys: ReadonlyMap<string, string>, source: string): string | undefined {
  const own = keys.get(source)
  if (own !== undefined) return own
  for (let end = source.lastIndexOf('/'); end > 0; end = source.lastIndexOf('/', end - 1)) {
    const directory = keys.get(source.slice(0, end))
    if (directory !== undefined) return directory + source.slice(end)
  }
  return undefined
}
