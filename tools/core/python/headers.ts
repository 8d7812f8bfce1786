/** Fields of METADATA or WHEEL: names in lower case to their values, in order. */
export type Headers = ReadonlyMap<string, readonly string[]>

/**
 * Reads the header block of METADATA and WHEEL (core metadata specification: the format of e-mail headers). What
 * follows the first empty line is a description for people.
 */
export function parseHeaders(text: string): Headers {
  const headers = new Map<string, string[]>()
  let last: string[] | undefined
  for (const line of text.split(/\r?\n/)) {
    if (line === '') break
    if (/^[ \t]/.test(line)) {
      if (last !== undefined) last.push(`${last.pop() ?? ''}\n${line.trim()}`)
      continue
    }
    const colon = line.indexOf(':')
    if (colon <= 0) continue
    const name = line.slice(0, colon).trim().toLowerCase()
    last = headers.get(name) ?? []
    last.push(line.slice(colon + 1).trim())
    headers.set(name, last)
  }
  return headers
}

/** The first value of a field; undefined where there is none. */
export function headerOf(headers: Headers, name: string): string | undefined {
  return headers.get(name)?.[0]
}
