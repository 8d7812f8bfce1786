/**
 * Passes on the bytes of a blob, but the very last one only after the source has ended without an
 * error.
 *
 * Sources verify their digest at the end: a receiver that counts bytes then never completes a blob that
 * turned out wrong.
 *
 * @param size bytes that the source gives when it is right
 */
export async function* withholdLastByte(
  chunks: AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<Uint8Array> {
  let passed = 0
  let last: number | undefined
  for await (const chunk of chunks) {
    if (chunk.length === 0) continue
    const end = passed + chunk.length
    if (end < size) yield chunk
    else {
      yield chunk.subarray(0, size - 1 - passed)
      last = chunk[size - 1 - passed]
    }
    passed = end
  }
  if (last !== undefined) yield Uint8Array.of(last)
}
