import type { ExpansionLimits } from '../../core/archive/expansion.ts'
import { excessiveExpansion } from '../../core/archive/expansion.ts'
import { ExpectedFailure } from '../../core/failure.ts'

/** Turns compressed bytes into plain ones, as a stream. */
export type Decompressor = (compressed: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>

/**
 * Decompresses with an eye on how much comes out: a compression bomb ends the stream at its limit, however
 * much more would follow.
 *
 * @param archive what to call the data in errors
 * @param compressed the compressed bytes; they are asked for as they are needed
 * @param decompress of any format; what it throws is passed on
 * @throws ExpectedFailure (`unpacking`, `expands-too-much`)
 */
export async function* boundedDecompression(
  archive: string,
  compressed: AsyncIterable<Uint8Array>,
  decompress: Decompressor,
  limits: ExpansionLimits,
): AsyncGenerator<Uint8Array> {
  let consumed = 0
  let produced = 0
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of compressed) {
      consumed += chunk.length
      yield chunk
    }
  }
  for await (const chunk of decompress(counted())) {
    produced += chunk.length
    const problem = excessiveExpansion(limits, consumed, produced)
    if (problem !== undefined) {
      throw new ExpectedFailure({
        topic: 'archive',
        reason: 'expands-too-much',
        archive,
        problem,
      })
    }
    yield chunk
  }
}
