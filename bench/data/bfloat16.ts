import { Random } from './random.ts'

/** Standard deviation of the weights of a usual trained layer. */
const DEVIATION = 0.02

/** 65,536 weights in bfloat16: the upper half of an IEEE 754 binary32. */
function makeTable(): Uint16Array {
  const random = new Random(0xbf16)
  const single = new Float32Array(1)
  const halves = new Uint16Array(single.buffer)
  return Uint16Array.from({ length: 1 << 16 }, () => {
    single[0] = random.normal() * DEVIATION
    return halves[1] ?? 0
  })
}

/**
 * Bytes that compress like a model's weights in bfloat16 (zstd: to about 0.78 of their size): numbers
 * drawn from a normal distribution, two of them from each 32 random bits.
 */
export class Weights {
  readonly #random: Random
  readonly #table = makeTable()

  constructor(seed: number) {
    this.#random = new Random(seed)
  }

  /** Fills the words with the next weights. */
  fill(words: Uint32Array): void {
    const table = this.#table
    for (let index = 0; index < words.length; index++) {
      const bits = this.#random.bits()
      const low = table[bits & 0xffff] ?? 0
      const high = table[bits >>> 16] ?? 0
      words[index] = low | (high << 16)
    }
  }
}
