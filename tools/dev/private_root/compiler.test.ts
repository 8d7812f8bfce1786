import assert from 'node:assert/strict'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { must } from '../command.ts'
import { tempDir } from '../../testing/temp_dir.ts'
import { machineCompiler, machineRelease } from './compiler.ts'

const release = machineRelease()
const compiler = release === undefined ? undefined : machineCompiler(release).programs
const missing =
  compiler !== undefined && existsSync(join(compiler, 'g++')) ? false : 'no private root here'

describe('the compiler of the private root', () => {
  it('is that of the release of the machine, unless the root is of the same one', async () => {
    await using directory = await tempDir()
    const file = join(directory.path, 'os-release')
    const releaseOf = (text: string): string | undefined => {
      writeFileSync(file, text)
      return machineRelease(file)
    }
    assert.equal(releaseOf('ID=debian\nVERSION_CODENAME=bookworm\n'), 'bookworm')
    assert.equal(releaseOf('VERSION_CODENAME="trixie"\n'), 'trixie')
    assert.equal(releaseOf('VERSION_CODENAME=forky\n'), undefined)
    assert.equal(releaseOf('ID=other\n'), undefined)
  })

  it(
    'makes programs that the libraries of the machine can run, optimized too',
    { skip: missing },
    async () => {
      await using directory = await tempDir()
      const [source, program] = ['hello.cc', 'hello'].map((name) => join(directory.path, name))
      writeFileSync(source ?? '', '#include <iostream>\nint main() { std::cout << "hello\\n"; }\n')
      for (const options of [[], ['-O2', '-ffunction-sections', '-Wl,--gc-sections']]) {
        const args = [source ?? '', '-o', program ?? '', ...options]
        await must(join(compiler ?? '', 'g++'), args)
        assert.equal(await must(program ?? '', []), 'hello\n')
      }
    },
  )
})
