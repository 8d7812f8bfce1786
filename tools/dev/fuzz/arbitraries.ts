import fc from 'fast-check'

/** A change of one place. Places are numbers of any size, taken modulo what there is. */
interface Edit<T> {
  readonly at: number
  readonly length: number
  readonly put: T
}

/** Numbers that are ends of ranges somewhere. */
const EXTREMES = [0, -1, 1, 0.5, 255, 256, 2 ** 31, 2 ** 32, 2 ** 53 - 1, 2 ** 53, 1e300, -1e300]

/** Characters that mean something to somebody: quotes, ends of lines, controls, halves of characters. */
const ODD_CHARACTERS = [
  ...[
    '\0',
    '\n',
    '\r',
    '\t',
    ' ',
    '\\',
    '"',
    "'",
    '/',
    ':',
    ',',
    '=',
    '@',
    '#',
    '%',
    '$',
    '{',
    '}',
  ],
  ...['[', ']', '..', '//', '\u001b[31m', '\u00a0', '\u2028', '\u202e', 'ü', '😀', '\ud800', '-'],
]

/**
 * Texts that a reader has not seen: words of its language in any order, good texts with a few changes,
 * and noise.
 */
export function roughText(
  samples: readonly string[],
  words: readonly string[],
): fc.Arbitrary<string> {
  const piece = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...words) },
    { weight: 1, arbitrary: fc.constantFrom(...ODD_CHARACTERS) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
  )
  const edits = fc.array(
    fc.record<Edit<string>>({ at: fc.nat(), length: fc.nat({ max: 12 }), put: piece }),
    { minLength: 1, maxLength: 5 },
  )
  return fc.oneof(
    { weight: 3, arbitrary: fc.tuple(fc.constantFrom(...samples), edits).map(editText) },
    { weight: 2, arbitrary: fc.array(piece, { maxLength: 24 }).map((pieces) => pieces.join('')) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  )
}

function editText([sample, edits]: readonly [string, readonly Edit<string>[]]): string {
  return edits.reduce((text, { at, length, put }) => {
    const start = at % (text.length + 1)
    return text.slice(0, start) + put + text.slice(start + length)
  }, sample)
}

/** Bytes of good files with a few changes: other bytes, numbers at the ends of their ranges, parts missing or twice. */
export function roughBytes(samples: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  const put = fc.oneof(
    fc.uint8Array({ maxLength: 8 }),
    fc.constantFrom(
      new Uint8Array(1),
      new Uint8Array(8),
      Uint8Array.of(0xff),
      new Uint8Array(8).fill(0xff),
      new Uint8Array(4).fill(0x80),
      Uint8Array.of(0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff),
    ),
  )
  const edits = fc.array(
    fc.record({ at: fc.nat(), put, kind: fc.constantFrom('over', 'insert', 'cut', 'twice') }),
    { minLength: 1, maxLength: 5 },
  )
  return fc.tuple(fc.constantFrom(...samples), edits).map(([sample, changes]) => {
    return changes.reduce((bytes, change) => editBytes(bytes, change), sample)
  })
}

function editBytes(
  bytes: Uint8Array,
  { at, put, kind }: { readonly at: number; readonly put: Uint8Array; readonly kind: string },
): Uint8Array {
  const start = at % (bytes.length + 1)
  switch (kind) {
    case 'over':
      return Buffer.concat([bytes.subarray(0, start), put, bytes.subarray(start + put.length)])
    case 'insert':
      return Buffer.concat([bytes.subarray(0, start), put, bytes.subarray(start)])
    case 'cut':
      return bytes.slice(0, start)
    default:
      return Buffer.concat([bytes.subarray(0, start), bytes.subarray(start >> 1)])
  }
}

/** Deeper than any stack. */
const DEEP = `${'['.repeat(50_000)}${']'.repeat(50_000)}`
const DEEP_MARK = '"(deep)"'

/** JSON documents like good ones, with a few values replaced or taken away; and no JSON at all. */
export function roughJson(samples: readonly object[]): fc.Arbitrary<Uint8Array> {
  const put = fc.oneof(
    fc.constantFrom<unknown>(null, '', true, [], {}, [{}], [null], 'x', '\u001b[31m\n', '(deep)'),
    fc.constantFrom<unknown>(...EXTREMES, { __proto__: null, constructor: 1 }, '__proto__'),
    fc.jsonValue({ maxDepth: 2 }),
    fc.constant(undefined),
  )
  const edits = fc.array(fc.record({ at: fc.nat(), put }), { minLength: 1, maxLength: 4 })
  const documents = fc.tuple(fc.constantFrom(...samples), edits).map(([sample, changes]) => {
    const edited = changes.reduce<unknown>(
      (value, { at, put: item }) => edit(value, at, item),
      sample,
    )
    return Buffer.from(jsonText(edited).replaceAll(DEEP_MARK, DEEP))
  })
  const texts = samples.map((sample) => Buffer.from(JSON.stringify(sample, null, 1)))
  return fc.oneof({ weight: 4, arbitrary: documents }, { weight: 1, arbitrary: roughBytes(texts) })
}

/** Nothing at all where the whole document was taken away. */
function jsonText(value: unknown): string {
  return value === undefined ? '' : JSON.stringify(value)
}

/** Replaces the value at one place of a document, counted from the front, modulo all places. */
function edit(value: unknown, at: number, put: unknown): unknown {
  const wanted = at % countPlaces(value)
  let seen = -1
  const walk = (each: unknown): unknown => {
    seen += 1
    if (seen === wanted) return put
    if (Array.isArray(each)) return each.map(walk)
    if (typeof each !== 'object' || each === null) return each
    return Object.fromEntries(Object.entries(each).map(([name, item]) => [name, walk(item)]))
  }
  return walk(value)
}

function countPlaces(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1
  return Object.values(value).reduce<number>((count, item) => count + countPlaces(item), 1)
}
