/**
 * One paragraph of a control file (deb822(5)): names of fields to values. A value of several lines keeps
 * its line breaks and loses the first space of each further line.
 */
export type Stanza = ReadonlyMap<string, string>

/** The paragraphs of a control file, one after the other. Lines that are not fields are passed over. */
export function* parseStanzas(text: string): Generator<Stanza> {
  let start = 0
  while (start < text.length) {
    const gap = text.indexOf('\n\n', start)
    const end = gap < 0 ? text.length : gap
    const stanza = parseStanza(text.slice(start, end))
    if (stanza.size > 0) yield stanza
    start = end + 2
  }
}

/** The fields of one paragraph, in their order. */
export function parseStanza(paragraph: string): Stanza {
  const fields = new Map<string, string>()
  let name = ''
  for (const line of paragraph.split('\n')) {
    if (line.startsWith(' ') || line.startsWith('\t')) {
      const before = fields.get(name)
      if (before !== undefined) fields.set(name, `${before}\n${line.slice(1)}`)
      continue
    }
    const colon = line.indexOf(':')
    if (colon <= 0 || line.startsWith('#')) continue
    name = line.slice(0, colon)
    fields.set(name, line.slice(colon + 1).trim())
  }
  return fields
}

/** The text of a paragraph, with a newline at its end. */
export function printStanza(fields: Iterable<readonly [name: string, value: string]>): string {
  const lines = Array.from(fields, ([name, value]) => {
    const [first = '', ...rest] = value.split('\n')
    const head = first === '' ? `${name}:` : `${name}: ${first}`
    return [head, ...rest.map((line) => ` ${line}`)].join('\n')
  })
  return `${lines.join('\n')}\n`
}
