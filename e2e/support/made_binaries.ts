import { makeMachO, makePe } from '../../tools/core/binary/testing/make_binaries.ts'
import { makeElf } from '../../tools/core/elf/testing/make_elf.ts'

const LIBC = 'libc.so.6'

/**
 * Programs and libraries that images must not have, or not have together: headers and tables without code.
 *
 * @param folder where they are to be
 * @returns path to content
 */
export function madeBinaries(folder: string): Readonly<Record<string, Uint8Array>> {
  return {
    [`${folder}/linker`]: makeElf({ soname: 'ld-linux-x86-64.so.2' }),
    [`${folder}/macos`]: makeMachO('arm64'),
    [`${folder}/old_libc`]: makeElf({
      soname: LIBC,
      versions: { defined: [LIBC, 'GLIBC_2.2.5', 'GLIBC_2.36'] },
    }),
    [`${folder}/program`]: makeElf({
      interpreter: '/lib64/ld-linux-x86-64.so.2',
      needed: [LIBC],
      versions: { needed: [{ library: LIBC, versions: ['GLIBC_2.2.5', 'GLIBC_2.38'] }] },
    }),
    [`${folder}/windows`]: makePe({}),
  }
}
