import assert from 'node:assert/strict'
import { chmodSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { Scratch } from '../../../testing/scratch.ts'
import { runRt } from '../../testing/run_rt.ts'

/** Writes programs to the runfiles: what each says, and how it ends. */
function writePrograms(scratch: Scratch, codes: Readonly<Record<string, number>>): void {
  for (const [name, code] of Object.entries(codes)) {
    const path = `runfiles/repo/${name}`
    const text = `#!/bin/sh\necho "${name}: $*" >> ${scratch.path('ran')}\necho ${name} speaks >&2\nexit ${code}\n`
    scratch.write(path, text)
    chmodSync(scratch.path(path), 0o755)
  }
}

describe('rt lock all', () => {
  it('runs each program with the arguments, and says what failed at the end', async () => {
    await using scratch = await Scratch.make()
    writePrograms(scratch, { one: 0, two: 3, three: 0 })
    const programs = ['one', 'two', 'three'].map((name) => `--program=repo/${name}`)
    const { code, stderr } = await runRt(
      scratch.path(),
      ['lock', 'all', ...programs, '--upgrade', 'x'],
      { RUNFILES_DIR: scratch.path('runfiles') },
    )
    assert.equal(code, 1)
    assert.equal(
      readFileSync(scratch.path('ran'), 'utf8'),
      'one: --upgrade x\ntwo: --upgrade x\nthree: --upgrade x\n',
    )
    assert.match(stderr, /^one speaks\ntwo speaks\nthree speaks\n/)
    assert.match(stderr, /Cannot finish: these failed, see above: repo\/two/)
  })

  it('is done when all are', async () => {
    await using scratch = await Scratch.make()
    writePrograms(scratch, { one: 0 })
    const { code } = await runRt(scratch.path(), ['lock', 'all', '--program=repo/one'], {
      RUNFILES_DIR: scratch.path('runfiles'),
    })
    assert.equal(code, 0)
  })

  it('names a program that is not there', async () => {
    await using scratch = await Scratch.make()
    const { code, stderr } = await runRt(scratch.path(), ['lock', 'all', '--program=repo/none'], {
      RUNFILES_DIR: scratch.path(),
    })
    assert.equal(code, 1)
    assert.match(stderr, /repo\/none/)
  })
})
