import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { describe, it } from 'node:test'
import { writeDeb } from '../../../testing/deb_writer.ts'
import { Scratch } from '../../../testing/scratch.ts'
import type { ZipMember } from '../../../testing/zip_writer.ts'
import { zipFile } from '../../../testing/zip_writer.ts'
import type { RtOutcome } from '../../testing/run_rt.ts'
import { runRt } from '../../testing/run_rt.ts'

async function unpack(
  scratch: Scratch,
  file: string,
  ...entries: readonly string[]
): Promise<RtOutcome> {
  const options = ['--archive=archive', `--file=${file}`, '--out=out']
  return await runRt(scratch.path(), ['fetch', 'unpack', ...options, '--', ...entries])
}

async function refused(members: readonly ZipMember[]): Promise<string> {
  await using scratch = await Scratch.make()
  scratch.write('archive', zipFile(members))
  const { code, stderr } = await unpack(scratch, 'x.whl', 'kept\ta\ta')
  assert.equal(code, 1, stderr)
  assert.equal(existsSync(scratch.path('../escaped')), false)
  return stderr
}

describe('rt fetch unpack', () => {
  it('unpacks what is asked for from a wheel, for everybody to read and run', async () => {
    await using scratch = await Scratch.make()
    const members = [
      { name: 'x/lib/libx.so.1', content: 'library', mode: 0o100744 },
      { name: 'x/include/x.h', content: 'header' },
    ]
    scratch.write('archive', zipFile(members))
    const entries = ['kept\tx/lib/libx.so.1\tlib/libx.so.1', 'kept\tx/lib/libx.so.1\tlib/copy.so.1']
    const { code, stderr } = await unpack(scratch, 'x-1-py3-none-any.whl', ...entries)
    assert.equal(code, 0, stderr)
    assert.deepEqual(readdirSync(scratch.path('out'), { recursive: true }).toSorted(), [
      'lib',
      'lib/copy.so.1',
      'lib/libx.so.1',
    ])
    for (const name of ['libx', 'copy']) {
      const path = scratch.path(`out/lib/${name}.so.1`)
      assert.equal(readFileSync(path, 'utf8'), 'library')
      assert.equal(statSync(path).mode & 0o777, 0o755)
    }
  })

  it('unpacks Debian packages and tars in every compression', async () => {
    await using scratch = await Scratch.make()
    scratch.write('a/b.txt', 'text')
    const archives = [
      ['gz', 'x.tar.gz'],
      ['gz', 'x.tgz'],
      ['xz', 'x.tar.xz'],
      ['zstd', 'x.tar.zst'],
      ['none', 'x.tar'],
    ] as const
    for (const [filter, file] of archives) {
      const compress = filter === 'none' ? [] : [filter === 'gz' ? '-z' : `--${filter}`]
      execFileSync('bsdtar', ['-cf', 'archive', ...compress, './a'], { cwd: scratch.path() })
      const { code, stderr } = await unpack(scratch, file, `kept\ta/b.txt\t${file}.txt`)
      assert.equal(code, 0, stderr)
      assert.equal(readFileSync(scratch.path(`out/${file}.txt`), 'utf8'), 'text')
    }
    scratch.write('archive', await writeDeb({ name: 'libx' }))
    const listed = await unpack(scratch, 'libx.deb', 'kept\tnone\tnone')
    assert.match(listed.stderr, /Cannot find files in "libx\.deb": none\n {2}fix: refresh the lock/)
  })

  it('refuses members that could do harm, and damaged archives', async () => {
    assert.match(await refused([{ name: '../escaped', content: 'x' }]), /\.\.\/escaped/)
    assert.match(await refused([{ name: '/escaped', content: 'x' }]), /\/escaped/)
    const link = { name: 'l', content: '../..', mode: 0o120777 }
    assert.match(await refused([link]), /Cannot unpack "l" of "archive": its target is outside/)
    const twice = [
      { name: 'a', content: '1' },
      { name: 'a', content: '2' },
    ]
    assert.match(await refused(twice), /Cannot unpack "a" of "archive": it is there twice/)
    const device = { name: 'd', content: '', mode: 0o020644 }
    assert.match(await refused([device]), /it is a device, a pipe or a socket/)
    await using scratch = await Scratch.make()
    scratch.write('archive', 'no zip at all')
    const { stderr } = await unpack(scratch, 'x.whl', 'kept\ta\ta')
    assert.match(
      stderr,
      /^rt fetch unpack: Cannot read the archive "archive": .*\n {2}fix: fetch it again/,
    )
  })

  it('names what is missing, and archives of other kinds', async () => {
    await using scratch = await Scratch.make()
    scratch.write('archive', zipFile([{ name: 'a', content: '' }]))
    const missing = await unpack(scratch, 'x.whl', 'kept\tb\tb', 'kept\tc\tc')
    assert.match(missing.stderr, /Cannot find files in "x\.whl":\n {4}b\n {4}c\n/)
    const unknown = await unpack(scratch, 'x.rpm', 'kept\ta\ta')
    assert.match(unknown.stderr, /value is "x\.rpm"\n {2}accepted: a name that ends in \.whl, /)
    const broken = await unpack(scratch, 'x.whl', 'a\tb')
    assert.match(broken.stderr, /Cannot read an entry line: "a\tb"/)
  })
})
