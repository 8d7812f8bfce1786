/** Reads numbers from bytes, in one byte order. Offsets are within the bytes. */
export class Fields {
  readonly #view: DataView
  readonly #little: boolean

  constructor(bytes: Uint8Array, order: 'little' | 'big') {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#little = order === 'little'
  }

  /** Unsigned, 16 bits. */
  u16(offset: number): number {
    return this.#view.getUint16(offset, this.#little)
  }

  /** Unsigned, 32 bits. */
  u32(offset: number): number {
    return this.#view.getUint32(offset, this.#little)
  }

  /** Unsigned, 64 bits: exact up to 2^53, and beyond every file above. */
  u64(offset: number): number {
    return Number(this.#view.getBigUint64(offset, this.#little))
  }
}
