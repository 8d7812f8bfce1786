const MACH_O_CPUS = { amd64: 0x0100_0007, arm64: 0x0100_000c } as const

/** A processor that test files are made for. */
export type MachOCpu = keyof typeof MACH_O_CPUS

/** A Mach-O program without commands. */
export function makeMachO(cpu: MachOCpu): Uint8Array {
  return words(256, true, [0xfeed_facf, MACH_O_CPUS[cpu], 0, 2, 1, 16])
}

/** A universal file of macOS whose slices are empty. */
export function makeUniversal(cpus: readonly MachOCpu[]): Uint8Array {
  const slices = cpus.flatMap((cpu) => [MACH_O_CPUS[cpu], 0, 128, 64, 2])
  return words(256, false, [0xcafe_babe, cpus.length, ...slices])
}

/** A program of Windows for amd64, or an assembly of .NET, without sections. */
export function makePe({ isManaged = false }: { readonly isManaged?: boolean }): Uint8Array {
  const bytes = words(512, true, [])
  const view = new DataView(bytes.buffer)
  const at = 128
  bytes.set([0x4d, 0x5a])
  view.setUint32(0x3c, at, true)
  view.setUint32(at, 0x4550, true)
  view.setUint16(at + 4, 0x8664, true)
  view.setUint16(at + 20, 240, true)
  view.setUint16(at + 24, 0x20b, true)
  if (isManaged) view.setUint32(at + 24 + 112 + 14 * 8 + 4, 72, true)
  return bytes
}

function words(size: number, isLittle: boolean, values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(size)
  const view = new DataView(bytes.buffer)
  for (const [index, value] of values.entries()) view.setUint32(index * 4, value, isLittle)
  return bytes
}
