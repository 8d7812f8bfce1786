import { cpSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeElf } from '../../tools/core/elf/testing/make_elf.ts'
import type { WheelParts } from '../../tools/testing/wheel_writer.ts'
import { wheelFile } from '../../tools/testing/wheel_writer.ts'
import { KINDS, wheelName } from '../../tools/testing/wheels_of_every_kind.ts'
import { EXAMPLES, workspaceCopy } from '../support/workspace.ts'

const LOADING = `import ctypes, os
PLACE = os.path.dirname(__file__)
def main():
    ctypes.CDLL(os.path.join(PLACE, "extension.so"))
    with open("/proc/self/maps") as maps:
        loaded = {line.split()[-1] for line in maps if PLACE in line}
    print(*sorted(os.path.relpath(path, PLACE) for path in loaded), sep="\\n")
`

/** A wheel with a library of its own, as repair tools make it: beside the package, found by a path in the other. */
const NATIVE: WheelParts = {
  name: 'native',
  files: [
    { name: 'native/__init__.py', content: LOADING },
    {
      name: 'native/extension.so',
      content: Buffer.from(
        makeElf({
          loadable: true,
          needed: ['libdep-1a2b.so.1'],
          runpath: '$ORIGIN/../native.libs',
        }),
      ),
    },
    {
      name: 'native.libs/libdep-1a2b.so.1',
      content: Buffer.from(makeElf({ loadable: true, soname: 'libdep-1a2b.so.1' })),
    },
  ],
  entryPoints: '[console_scripts]\nnative = native:main\n',
}

/** Makes a workspace with images of each interpreter, and of programs on them. */
export function pythonWorkspace(): string {
  const workspace = workspaceCopy(join(import.meta.dirname, 'workspace'), 'python')
  for (const version of ['3_9', '3_11', '3_13', '3_14']) {
    const lock = `interpreters/python_${version}.lock.json`
    cpSync(join(EXAMPLES, lock), join(workspace, lock))
  }
  const content = 'def greet(name: str) -> str:\n    return f"hello, {name}"\n'
  const greeter = { name: 'greeter', files: [{ name: 'greeter/__init__.py', content }] }
  for (const [folder, wheels] of [
    ['program', [greeter]],
    ['kinds', [...KINDS, NATIVE]],
  ] as const)
    for (const wheel of wheels)
      writeFileSync(join(workspace, folder, wheelName(wheel)), wheelFile(wheel))
  return workspace
}
