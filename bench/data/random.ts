/**
 * A small fast seeded generator: Marsaglia's xorshift128 ("Xorshift RNGs", 2003), seeded through the
 * mixing function of splitmix32. The same seed gives the same numbers everywhere.
 */
export class Random {
  #x: number
  #y: number
  #z: number
  #w: number

  constructor(seed: number) {
    let state = seed >>> 0
    const mix = (): number => {
      state = (state + 0x9e3779b9) >>> 0
      let mixed = state ^ (state >>> 16)
      mixed = Math.imul(mixed, 0x21f0aaad)
      mixed ^= mixed >>> 15
      mixed = Math.imul(mixed, 0x735a2d97)
      return (mixed ^ (mixed >>> 15)) >>> 0
    }
    this.#x = mix()
    this.#y = mix()
    this.#z = mix()
    this.#w = mix() | 1
  }

  /** 32 random bits, as a signed integer. */
  bits(): number {
    const t = this.#x ^ (this.#x << 11)
    this.#x = this.#y
    this.#y = this.#z
    this.#z = this.#w
    this.#w = this.#w ^ (this.#w >>> 19) ^ (t ^ (t >>> 8))
    return this.#w
  }

  /** At least 0 and below 1. */
  fraction(): number {
    return (this.bits() >>> 0) / 2 ** 32
  }

  /** A whole number from 0 to below the limit. */
  below(limit: number): number {
    return Math.floor(this.fraction() * limit)
  }

  /** From the normal distribution with mean 0 and deviation 1 (Box and Muller). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.fraction()))
    return radius * Math.cos(2 * Math.PI * this.fraction())
  }
}
