import type { ByteWindows } from './byte_window.ts'
import { describeBinary } from './describe_binary.ts'
import { BINARY_MAGIC_SIZE, mayBeBinary } from './identify.ts'
import type { LayerBinaries, LayerBinary, LayerScript } from './layer_binaries.ts'
import { describeScript, isExecutable, mayBeScript } from './script.ts'

/** What a layer may hold that the kernel or the dynamic linker starts. */
export type LayerProgram = LayerBinary | LayerScript

/** Tells cheaply, by its first four bytes, whether it is worth to ask {@link describeProgram} about a file. */
export function mayBeProgram(start: Uint8Array, mode: number): boolean {
  return mayBeBinary(start) || (isExecutable(mode) && mayBeScript(start))
}

/** Describes a file when it is a program or library, or a script that may be executed; undefined for data. */
export function describeProgram(
  path: string,
  mode: number,
  file: ByteWindows,
): LayerProgram | undefined {
  const start = file.read(0, BINARY_MAGIC_SIZE)
  if (!mayBeProgram(start, mode)) return undefined
  return mayBeScript(start) ? describeScript(path, file) : describeBinary(path, file)
}

/** Tells a script from a program that the processor executes. */
export function isScript(program: LayerProgram): program is LayerScript {
  return !('format' in program)
}

/** The programs of a layer as its description lists them. */
export function listedPrograms(
  programs: Iterable<LayerProgram | undefined>,
): Pick<LayerBinaries, 'files' | 'scripts'> {
  const files: LayerBinary[] = []
  const scripts: LayerScript[] = []
  for (const program of programs) {
    if (program === undefined) continue
    if (isScript(program)) scripts.push(program)
    else files.push(program)
  }
  return { files, ...(scripts.length === 0 ? {} : { scripts }) }
}
