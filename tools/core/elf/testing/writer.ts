import { encodeUtf8 } from '../../utf8.ts'

/** Strings of an ELF file made for a test, named by their offsets. */
export class StringTable {
  readonly #bytes: number[] = [0]

  add(text: string): number {
    const at = this.#bytes.length
    this.#bytes.push(...encodeUtf8(text), 0)
    return at
  }

  bytes(): Uint8Array {
    return Uint8Array.from(this.#bytes)
  }
}

/** Writes numbers of one class and byte order. */
export class Writer {
  readonly bytes: Uint8Array
  readonly bits: 32 | 64
  readonly order: 'little' | 'big'
  readonly #view: DataView

  constructor(size: number, bits: 32 | 64, order: 'little' | 'big') {
    this.bytes = new Uint8Array(size)
    this.bits = bits
    this.order = order
    this.#view = new DataView(this.bytes.buffer)
  }

  u16(at: number, value: number): void {
    this.#view.setUint16(at, value, this.order === 'little')
  }

  u32(at: number, value: number): void {
    this.#view.setUint32(at, value, this.order === 'little')
  }

  /** An address or an offset, as wide as the class has it. */
  word(at: number, value: number): void {
    if (this.bits === 64) this.#view.setBigUint64(at, BigInt(value), this.order === 'little')
    else this.u32(at, value)
  }
}
