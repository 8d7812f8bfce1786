import assert from 'node:assert/strict'
import { mkdtempDisposable, readFile, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { runRt } from '../testing/run_rt.ts'

const scratch = (): ReturnType<typeof mkdtempDisposable> =>
  mkdtempDisposable(join(tmpdir(), 'template-'))

describe('rt template', () => {
  it('joins lines without a last line break, and makes the file executable on request', async () => {
    await using directory = await scratch()
    const out = join(directory.path, 'out.sh')
    const run = await runRt(directory.path, [
      'template',
      '--out=out.sh',
      '--executable',
      '--line=#!/bin/x',
      '--line=./:model :model2',
      '--substitution=:model\tA',
      '--substitution=:model2\tB\tC',
    ])
    assert.deepEqual(run, { code: 0, stdout: '', stderr: '' })
    assert.equal(await readFile(out, 'utf8'), '#!/bin/x\n./A B\tC')
    assert.equal((await stat(out)).mode & 0o777, 0o755)
  })

  it('keeps the bytes of a template file, also those that are not UTF-8', async () => {
    await using directory = await scratch()
    await writeFile(join(directory.path, 'in'), Buffer.from([0xff, 0xfe, 0x58, 0xc3, 0xa9, 0x0a]))
    const args = ['--template=in', '--out=out', '--substitution=X\tü', '--substitution=é\tE']
    assert.equal((await runRt(directory.path, ['template', ...args])).code, 0)
    assert.deepEqual(
      [...(await readFile(join(directory.path, 'out')))],
      [0xff, 0xfe, 0xc3, 0xbc, 0x45, 0x0a],
    )
    assert.equal((await stat(join(directory.path, 'out'))).mode & 0o111, 0)
  })

  it('stamps over the plain substitutions, stable before volatile', async () => {
    await using directory = await scratch()
    await writeFile(join(directory.path, 'stable'), 'V 1.2\n')
    await writeFile(join(directory.path, 'volatile'), 'V 9\nT 170\n')
    const run = await runRt(directory.path, [
      'template',
      '--out=out',
      '--line=VERSION other',
      '--substitution=VERSION\t0.0.0',
      '--substitution=other\tkept',
      '--stamp-substitution=VERSION\t{{V}}-{{T}}',
      '--stamp-file=stable',
      '--stamp-file=volatile',
    ])
    assert.equal(run.stderr, '')
    assert.equal(await readFile(join(directory.path, 'out'), 'utf8'), '1.2-170 kept')
  })

  it('says which stamp keys there are, which file is missing, and what an option takes', async () => {
    await using directory = await scratch()
    await writeFile(join(directory.path, 'stable'), 'BUILD_USER ci\n')
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [
        ['--stamp-substitution=A\t{{X}}', '--stamp-file=stable'],
        /^expand_template \/\/x:y: Cannot stamp "A": no status key "X"\n {2}accepted: BUILD_USER\n {2}fix: /,
      ],
      [['--template=none'], /Cannot find the file "none"\n {2}fix: correct the path/],
      [['--substitution=A'], /Cannot use the value of --substitution: current value is "A"\n/],
      [['--substitution=\tv'], /Cannot replace an empty string with "v"\n/],
    ]
    for (const [args, expected] of cases) {
      const context = '--context=expand_template //x:y'
      const run = await runRt(directory.path, ['template', context, '--out=out', ...args])
      assert.equal(run.code, 1)
      assert.match(run.stderr.trimEnd(), expected)
    }
  })
})
