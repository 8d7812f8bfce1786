/**
 * Hands out the bytes of a source in portions that have nothing to do with the source's own chunks. The
 * source is opened once as long as the portions follow one another.
 */
export class ChunkCursor implements AsyncDisposable {
  readonly #open: (start: number) => AsyncIterable<Uint8Array>
  #iterator: AsyncIterator<Uint8Array> | undefined
  #position = 0
  #rest: Uint8Array = new Uint8Array()

  /** @param open opens the source from a byte on */
  constructor(open: (start: number) => AsyncIterable<Uint8Array>) {
    this.#open = open
  }

  /** The bytes from `start` on, exactly as many as asked for unless the source ends first. */
  async *take(start: number, length: number): AsyncGenerator<Uint8Array> {
    const iterator = await this.#iteratorAt(start)
    let left = length
    while (left > 0) {
      if (this.#rest.length === 0) {
        const next = await iterator.next()
        if (next.done === true) return
        this.#rest = next.value
      }
      const portion = this.#rest.subarray(0, left)
      this.#rest = this.#rest.subarray(portion.length)
      this.#position += portion.length
      left -= portion.length
      yield portion
    }
  }

  /** Lets go of the source. */
  async [Symbol.asyncDispose](): Promise<void> {
    const iterator = this.#iterator
    this.#iterator = undefined
    this.#rest = new Uint8Array()
    await iterator?.return?.()
  }

  async #iteratorAt(start: number): Promise<AsyncIterator<Uint8Array>> {
    if (this.#iterator !== undefined && this.#position === start) return this.#iterator
    await this[Symbol.asyncDispose]()
    this.#position = start
    this.#iterator = this.#open(start)[Symbol.asyncIterator]()
    return this.#iterator
  }
}
