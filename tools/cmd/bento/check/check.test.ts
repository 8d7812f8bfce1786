import assert from 'node:assert/strict'
import { symlinkSync } from 'node:fs'
import { describe, it } from 'node:test'
import { Scratch } from '../../../testing/scratch.ts'
import { runRt } from '../../testing/run_rt.ts'

async function projectOf(bentofile: string, name = 'bentofile.yaml'): Promise<Scratch> {
  const files = await Scratch.make()
  files.write(`src/${name}`, bentofile)
  files.write('src/serve.py', '@bentoml.service\nclass Svc:\n    pass\n')
  files.write('src/.git/HEAD', 'x')
  files.write('src/venv/lib/x.py', '')
  files.write('src/data/a.txt', 'a')
  return files
}

describe('rt bento check', () => {
  for (const args of [['src'], ['src/bentofile.yaml']]) {
    it(`reads ${args.join(' ')}`, async () => {
      await using files = await projectOf('service: serve:Svc\npython: {packages: [numpy]}\n')
      const { code, stdout, stderr } = await runRt(files.path(), ['bento', 'check', ...args])
      assert.deepEqual([code, stderr], [0, ''])
      assert.match(
        stdout,
        /^src\/bentofile\.yaml: service serve:Svc, 3 files, 1 packages, 0 system/,
      )
    })
  }

  it('looks for pyproject.toml in the current directory, too', async () => {
    await using files = await projectOf(
      '[tool.bentoml.build]\nservice = "serve:Svc"\n',
      'pyproject.toml',
    )
    const { stdout } = await runRt(files.path('src'), ['bento', 'check'])
    assert.match(stdout, /^pyproject\.toml: service serve:Svc/)
  })

  it('lists files; links to files are files, others are left out', async () => {
    await using files = await projectOf('service: serve:Svc\nexclude: [data/]\n')
    symlinkSync('serve.py', files.path('src/link.py'))
    symlinkSync('nowhere', files.path('src/broken'))
    symlinkSync('data', files.path('src/more'))
    const { stdout } = await runRt(files.path(), ['bento', 'check', 'src', '--files'])
    assert.equal(stdout, 'bentofile.yaml\nlink.py\nserve.py\n')
  })

  it('tells all mistakes and warnings', async () => {
    await using files = await projectOf('service: x:Y\nlabels: {a: yes}\nfoo: 1\n')
    const { code, stderr } = await runRt(files.path(), ['bento', 'check', 'src'])
    assert.equal(code, 1)
    assert.match(stderr, /warning: src\/bentofile\.yaml:2:13: /)
    assert.match(stderr, /src\/bentofile\.yaml:1:10: Failed to import module "x"/)
    assert.match(stderr, /src\/bentofile\.yaml:3:1: unknown key "foo"/)
  })

  it('says what BentoML says where there is no bentofile', async () => {
    await using files = await Scratch.make()
    files.write('x/y', '')
    const { code, stderr } = await runRt(files.path(), ['bento', 'check', 'x'])
    assert.equal(code, 1)
    assert.match(stderr, /No bentofile found[^]*accepted: bentofile\.yaml, pyproject\.toml/)
    assert.equal((await runRt(files.path(), ['bento', 'check', 'nope'])).code, 1)
  })
})
