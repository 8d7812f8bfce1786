/**
 * Writes JSON whose bytes depend on the data alone: no white space, and the fields of every object in
 * the order of their names' UTF-16 code units. (`JSON.stringify` keeps the order of insertion, and
 * moves names that look like numbers, such as a port, to the front.)
 *
 * Fields whose value is `undefined` are left out.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value === 'object' && value !== null) return canonicalObject(value)
  const text = JSON.stringify(value) as string | undefined
  if (text === undefined) throw new TypeError(`Not a JSON value: ${typeof value}`)
  return text
}

function canonicalObject(value: object): string {
  const fields = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, item]) => `${JSON.stringify(name)}:${canonicalJson(item)}`)
  return `{${fields.join(',')}}`
}
