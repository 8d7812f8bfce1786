import type { ElfFile } from '../elf/read_elf.ts'
import { readElf } from '../elf/read_elf.ts'
import type { ByteWindows } from './byte_window.ts'
import { identifyBinary } from './identify.ts'
import type { LayerBinary, Linkage } from './layer_binaries.ts'

/** Describes a file when it is a program or library; undefined for data. */
export function describeBinary(path: string, file: ByteWindows): LayerBinary | undefined {
  const kind = identifyBinary(file)
  if (kind?.format !== 'elf') return kind && { path, ...kind }
  const elf = readElf(file)
  const linkage = elf.ok ? linkageOf(elf.value) : undefined
  return { path, ...kind, ...(linkage === undefined ? {} : { linkage }) }
}

function linkageOf({ interpreter, dynamic }: ElfFile): Linkage | undefined {
  if (interpreter === undefined && dynamic === undefined) return undefined
  const { soname, rpath, runpath, versions } = dynamic ?? {}
  return {
    ...(interpreter === undefined ? {} : { interpreter }),
    ...(soname === undefined ? {} : { soname }),
    needed: dynamic?.needed ?? [],
    ...(rpath === undefined ? {} : { rpath }),
    ...(runpath === undefined ? {} : { runpath }),
    ...(versions === undefined ? {} : { versions }),
  }
}
