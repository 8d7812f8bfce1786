/**
 * Reads messages in the protocol buffer wire format (https://protobuf.dev/programming-guides/encoding/),
 * as far as Bazel's `starlark_doc_extract` writes it: numbers, texts, and messages in messages.
 */
export interface Message {
  /** The text of a field, or "". */
  readonly text: (field: number) => string
  /** The number of a field, or 0. */
  readonly number: (field: number) => number
  /** The messages of a repeated field, in order. */
  readonly messages: (field: number) => readonly Message[]
}

const VARINT = 0
const LENGTH_DELIMITED = 2

/**
 * Decodes one message.
 *
 * @throws Error when the bytes are not a message
 */
export function decodeMessage(bytes: Uint8Array): Message {
  const numbers = new Map<number, number>()
  const chunks = new Map<number, Uint8Array[]>()
  const cursor = { bytes, at: 0 }
  while (cursor.at < bytes.length) {
    const tag = readVarint(cursor)
    const field = Math.floor(tag / 8)
    if (tag % 8 === VARINT) numbers.set(field, readVarint(cursor))
    else if (tag % 8 === LENGTH_DELIMITED)
      chunks.set(field, [...(chunks.get(field) ?? []), readChunk(cursor)])
    else throw new Error(`Cannot read wire type ${tag % 8} of field ${field}`)
  }
  const all = (field: number): readonly Uint8Array[] => chunks.get(field) ?? []
  return {
    text: (field) => new TextDecoder().decode(all(field).at(-1)),
    number: (field) => numbers.get(field) ?? 0,
    messages: (field) => all(field).map(decodeMessage),
  }
}

interface Cursor {
  readonly bytes: Uint8Array
  at: number
}

/** Seven bits a byte, lowest first; the eighth says that more follow. */
function readVarint(cursor: Cursor): number {
  let value = 0
  for (let scale = 1; ; scale *= 128) {
    const byte = cursor.bytes[cursor.at++]
    if (byte === undefined) throw new Error('Cannot read a number: the message ends within it')
    value += (byte % 128) * scale
    if (byte < 128) return value
  }
}

function readChunk(cursor: Cursor): Uint8Array {
  const length = readVarint(cursor)
  const end = cursor.at + length
  if (end > cursor.bytes.length)
    throw new Error(`Cannot read ${length} bytes: the message ends within them`)
  const chunk = cursor.bytes.subarray(cursor.at, end)
  cursor.at = end
  return chunk
}
