/**
 * A program for images that are run in tests: an ELF executable for Linux on x86-64 of a few hundred
 * bytes that prints a text and ends with exit code 0. It needs no files beside it.
 *
 * Layout: ELF header (64 bytes), one loadable segment's program header (56), code, text
 * (System V ABI, "Object Files").
 */
export function tinyProgram(text: string): Uint8Array {
  const message = Buffer.from(text)
  const head = 64 + 56
  const base = 0x400000
  const code = codeThatPrints(base + head + CODE_SIZE, message.length)
  const total = head + code.length + message.length
  const elf = Buffer.alloc(head)
  elf.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1])
  elf.writeUInt16LE(2, 16)
  elf.writeUInt16LE(62, 18)
  elf.writeUInt32LE(1, 20)
  elf.writeBigUInt64LE(BigInt(base + head), 24)
  elf.writeBigUInt64LE(64n, 32)
  elf.writeUInt16LE(64, 52)
  elf.writeUInt16LE(56, 54)
  elf.writeUInt16LE(1, 56)
  elf.writeUInt32LE(1, 64)
  elf.writeUInt32LE(5, 68)
  elf.writeBigUInt64LE(BigInt(base), 80)
  elf.writeBigUInt64LE(BigInt(base), 88)
  elf.writeBigUInt64LE(BigInt(total), 96)
  elf.writeBigUInt64LE(BigInt(total), 104)
  elf.writeBigUInt64LE(0x1000n, 112)
  return Buffer.concat([elf, code, message])
}

const CODE_SIZE = 5 + 5 + 5 + 5 + 2 + 5 + 2 + 2

/** write(1, address, length); exit(0). */
function codeThatPrints(address: number, length: number): Uint8Array {
  const word = (value: number): readonly number[] =>
    [0, 8, 16, 24].map((shift) => (value >>> shift) & 0xff)
  const syscall = [0x0f, 0x05]
  return Uint8Array.from([
    ...[0xb8, ...word(1)],
    ...[0xbf, ...word(1)],
    ...[0xbe, ...word(address)],
    ...[0xba, ...word(length)],
    ...syscall,
    ...[0xb8, ...word(60)],
    ...[0x31, 0xff],
    ...syscall,
  ])
}
