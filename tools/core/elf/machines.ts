import type { ElfHeader } from './header.ts'

/** One kind of processor: `e_machine`, class and byte order, and what OCI images call it (GOARCH). */
type Machine = readonly [
  machine: number,
  bits: 32 | 64,
  order: 'little' | 'big',
  architecture: string,
]

/**
 * The processors that containers run on. `e_machine` from the System V ABI and the registry that continues
 * it; names from Go, as the OCI image config says. What is not here (GPUs, BPF, microcontrollers) is code for
 * a device or firmware: data for the processor of the image.
 */
const MACHINES: readonly Machine[] = [
  [62, 64, 'little', 'amd64'],
  // The x32 ABI: the same processor with short addresses.
  [62, 32, 'little', 'amd64'],
  [3, 32, 'little', '386'],
  [183, 64, 'little', 'arm64'],
  [183, 64, 'big', 'arm64be'],
  [40, 32, 'little', 'arm'],
  [40, 32, 'big', 'armbe'],
  [21, 64, 'little', 'ppc64le'],
  [21, 64, 'big', 'ppc64'],
  [20, 32, 'big', 'ppc'],
  [22, 64, 'big', 's390x'],
  [22, 32, 'big', 's390'],
  [243, 64, 'little', 'riscv64'],
  [243, 32, 'little', 'riscv'],
  [258, 64, 'little', 'loong64'],
  [8, 64, 'little', 'mips64le'],
  [8, 64, 'big', 'mips64'],
  [8, 32, 'little', 'mipsle'],
  [8, 32, 'big', 'mips'],
  [43, 64, 'big', 'sparc64'],
]

/** The processor that an ELF file is for, as GOARCH; undefined for devices and what no container runs on. */
export function elfArchitecture({ machine, bits, order }: ElfHeader): string | undefined {
  return MACHINES.find(
    ([number, width, byteOrder]) => number === machine && width === bits && byteOrder === order,
  )?.[3]
}

const ARCHITECTURES: ReadonlySet<string> = new Set(MACHINES.map(([, , , name]) => name))

/** All processors that {@link elfArchitecture} knows. */
export function elfArchitectures(): ReadonlySet<string> {
  return ARCHITECTURES
}

/** `EI_OSABI` of systems whose programs Linux does not run. Linux uses 0 and 3. */
const SYSTEMS: ReadonlyMap<number, string> = new Map([
  [2, 'netbsd'],
  [6, 'solaris'],
  [9, 'freebsd'],
  [12, 'openbsd'],
])

/** The operating system that an ELF file names, as GOOS; undefined when it names none but Linux. */
export function elfSystem({ osAbi }: ElfHeader): string | undefined {
  return SYSTEMS.get(osAbi)
}
