import assert from 'node:assert/strict'
import { lstatSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import type { WrittenDeb } from '../../../testing/deb_writer.ts'
import { writeDeb } from '../../../testing/deb_writer.ts'
import { Scratch } from '../../../testing/scratch.ts'
import type { RtOutcome } from '../../testing/run_rt.ts'
import { runRt } from '../../testing/run_rt.ts'

const DEBS: readonly WrittenDeb[] = [
  {
    name: 'libz',
    members: [
      { name: './lib/', type: 'directory' },
      { name: './lib/libz.so.1', type: 'symlink', linkname: 'libz.so.1.2' },
      { name: './lib/libz.so.1.2', text: 'library', mode: 0o640 },
      { name: './usr/share/doc/libz/copyright', text: 'all rights' },
    ],
  },
  {
    name: 'python',
    architecture: 'all',
    members: [
      { name: './etc/python/site.py', text: 'site' },
      { name: './usr/bin/python3.11', text: 'program', mode: 0o755 },
      { name: './usr/lib/python3.11/empty.py', text: '' },
      { name: './usr/lib/python3.11/missing', type: 'symlink', linkname: '/nowhere' },
      { name: './usr/lib/python3.11/site.py', type: 'symlink', linkname: '/etc/python/site.py' },
      { name: './usr/lib/python3.11/z', type: 'symlink', linkname: '/lib' },
    ],
  },
  {
    name: 'ca-certificates',
    architecture: 'all',
    members: [{ name: './usr/share/ca-certificates/mozilla/A.crt', text: 'certificate A\n' }],
  },
]

async function root(scratch: Scratch, debs: readonly WrittenDeb[]): Promise<RtOutcome> {
  const names: string[] = []
  for (const [index, deb] of debs.entries()) {
    scratch.write(`${index}.deb`, await writeDeb(deb))
    names.push(`${index}.deb`)
  }
  const args = [
    'python',
    'root',
    '--out=root',
    '--compiler-out=compiler',
    '--architecture=amd64',
    '--',
    ...names,
  ]
  return await runRt(scratch.path(), args)
}

describe('rt python root', () => {
  it('unpacks packages to a directory without links, and without what no program needs', async () => {
    await using scratch = await Scratch.make()
    assert.deepEqual(await root(scratch, DEBS), { code: 0, stdout: '', stderr: '' })
    const files = readdirSync(scratch.path('root'), { recursive: true, withFileTypes: true })
      .filter((each) => !each.isDirectory())
      .map(({ parentPath, name }) => join(parentPath, name))
      .sort()
    const lines = files.map((path) => {
      const { mode } = lstatSync(path)
      assert.ok(lstatSync(path).isFile(), path)
      const name = path.slice(scratch.path('root/').length)
      return `${name} ${(mode & 0o777).toString(8)} ${readFileSync(path, 'utf8').trim()}`
    })
    const compiling = readdirSync(scratch.path('compiler'), { recursive: true })
    assert.deepEqual(compiling.filter((name) => String(name).includes('.')).toSorted(), [
      'usr/bin/python3.11',
      'usr/lib/python3.11',
      'usr/lib/python3.11/empty.py',
      'usr/lib/python3.11/site.py',
    ])
    assert.deepEqual(lines, [
      'etc/python/site.py 644 site',
      'etc/ssl/certs/ca-certificates.crt 644 certificate A',
      'usr/bin/python3.11 755 program',
      'usr/lib/libz.so.1 644 library',
      'usr/lib/libz.so.1.2 644 library',
      'usr/lib/python3.11/empty.py 644 ',
      'usr/lib/python3.11/site.py 644 site',
    ])
  })

  it('refuses packages that do not fit, and names a directory that cannot be written', async () => {
    await using scratch = await Scratch.make()
    const conflict = await root(scratch, [
      { name: 'a', members: [{ name: './lib/x', text: '1' }] },
      { name: 'b', members: [{ name: './usr/lib/x', text: '2' }] },
    ])
    assert.equal(conflict.code, 1)
    assert.match(
      conflict.stderr,
      /^rt python root: Cannot put two things at one path: "usr\/lib\/x"/,
    )
    scratch.write('root/usr', '')
    const unwritable = await root(scratch, DEBS)
    assert.equal(unwritable.code, 1)
    assert.match(unwritable.stderr, /^rt python root: Cannot write "root\/usr/)
  })
})
