import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs'
import { describe, it } from 'node:test'
import { parseLayerSet } from '../../../core/layer_set_json.ts'
import type { Layer } from '../../../core/layer_set.ts'
import type { WrittenDeb } from '../../../testing/deb_writer.ts'
import { writeAr, writeDeb } from '../../../testing/deb_writer.ts'
import { Scratch } from '../../../testing/scratch.ts'
import type { ReadEntry } from '../../../testing/tar_reader.ts'
import { readTar } from '../../../testing/tar_reader.ts'
import type { RtOutcome } from '../../testing/run_rt.ts'
import { runRt } from '../../testing/run_rt.ts'

const has = (program: string): boolean => spawnSync(program, ['--version']).status === 0
const withoutDpkg = !has('dpkg-deb') && 'there is no dpkg'

const LIBFOO: WrittenDeb = {
  name: 'libfoo',
  version: '1:2.0-3',
  fields: ['Multi-Arch: same', 'Depends: libc6 (>= 2.36)'],
  control: {
    conffiles: '/etc/foo.conf\n',
    md5sums:
      '00000000000000000000000000000000  usr/share/doc/libfoo/copyright\n11111111111111111111111111111111  usr/share/man/man1/foo.1.gz\n',
    postinst: '#!/bin/sh\ntouch /ran\n',
  },
  members: [
    { name: './', type: 'directory' },
    { name: './etc/', type: 'directory' },
    { name: './etc/foo.conf', text: 'answer = 42\n' },
    { name: './lib/', type: 'directory' },
    { name: './lib/foo.so.1', text: 'library', mode: 0o755 },
    { name: './lib/foo.so', type: 'symlink', linkname: 'foo.so.1' },
    { name: './usr/bin/foo', text: 'program', mode: 0o4755, gid: 42 },
    { name: './usr/bin/bar', type: 'link', linkname: './usr/bin/foo' },
    { name: './usr/share/doc/libfoo/', type: 'directory' },
    { name: './usr/share/doc/libfoo/copyright', text: 'all rights' },
    { name: './usr/share/doc/libfoo/changelog.gz', text: 'long' },
    { name: './usr/share/man/man1/foo.1.gz', text: 'manual' },
    { name: './var/empty', text: '' },
  ],
}

const OUTPUTS = ['--out=out.tar', '--layers=out.json', '--key=_main/pkg/out.tar']

async function layerOf(
  scratch: Scratch,
  debs: readonly WrittenDeb[],
  options: readonly string[] = [],
): Promise<RtOutcome> {
  const names: string[] = []
  for (const [index, deb] of debs.entries()) {
    scratch.write(`${index}.deb`, await writeDeb(deb))
    names.push(`${index}.deb`)
  }
  const args = ['layer', 'deb', ...OUTPUTS, '--architecture=amd64', ...options, '--', ...names]
  return await runRt(scratch.path(), args)
}

const DONE: RtOutcome = { code: 0, stdout: '', stderr: '' }

function described(scratch: Scratch): Layer {
  const set = parseLayerSet(JSON.parse(readFileSync(scratch.path('out.json'), 'utf8')))
  assert.ok(set.ok)
  const [layer] = set.value.layers
  assert.ok(layer !== undefined)
  return layer
}

async function entriesOf(scratch: Scratch): Promise<ReadonlyMap<string, ReadEntry>> {
  const entries = await readTar(scratch.path('out.tar'))
  return new Map(entries.map((entry) => [entry.name, entry]))
}

describe('rt layer deb', () => {
  it('keeps modes, owners and links, moves what belongs to /usr, and leaves documentation out', async () => {
    await using scratch = await Scratch.make()
    assert.deepEqual(await layerOf(scratch, [LIBFOO], ['--merged-usr', '--database=none']), DONE)
    const lines = [...(await entriesOf(scratch)).values()].map(
      ({ name, type, mode, uid, gid, mtime, linkname, content }) =>
        `${name} ${type} ${mode.toString(8)} ${uid}:${gid} ${mtime} ${linkname ?? ''}${content.toString()}`,
    )
    const time = 1672560000
    assert.deepEqual(lines, [
      `bin symlink 777 0:0 ${time} usr/bin`,
      `etc/ directory 755 0:0 ${time} `,
      `etc/foo.conf file 644 0:0 ${time} answer = 42\n`,
      `lib symlink 777 0:0 ${time} usr/lib`,
      `lib64 symlink 777 0:0 ${time} usr/lib64`,
      `sbin symlink 777 0:0 ${time} usr/sbin`,
      `usr/ directory 755 0:0 ${time} `,
      `usr/bin/ directory 755 0:0 ${time} `,
      `usr/bin/bar file 644 0:0 ${time} program`,
      `usr/bin/foo file 4755 0:42 ${time} program`,
      `usr/lib/ directory 755 0:0 ${time} `,
      `usr/lib/foo.so symlink 777 0:0 ${time} foo.so.1`,
      `usr/lib/foo.so.1 file 755 0:0 ${time} library`,
      `usr/lib64/ directory 755 0:0 ${time} `,
      `usr/sbin/ directory 755 0:0 ${time} `,
      `usr/share/ directory 755 0:0 ${time} `,
      `usr/share/doc/ directory 755 0:0 ${time} `,
      `usr/share/doc/libfoo/ directory 755 0:0 ${time} `,
      `usr/share/doc/libfoo/copyright file 644 0:0 ${time} all rights`,
      `var/ directory 755 0:0 ${time} `,
      `var/empty file 644 0:0 ${time} `,
    ])
  })

  it('keeps paths and documentation where that is asked for', async () => {
    await using scratch = await Scratch.make()
    assert.deepEqual(await layerOf(scratch, [LIBFOO], ['--documentation', '--database=none']), DONE)
    const names = [...(await entriesOf(scratch)).keys()]
    for (const name of ['lib/', 'lib/foo.so.1', 'usr/share/man/man1/foo.1.gz'])
      assert.ok(names.includes(name), name)
    assert.ok(!names.includes('bin'))
  })

  it('leaves out what is excluded, from the lists of dpkg too', async () => {
    await using scratch = await Scratch.make()
    const options = ['--path-exclude=/usr/lib/foo.so*', '--path-exclude=/usr/bin/*']
    assert.deepEqual(await layerOf(scratch, [LIBFOO], options), DONE)
    const entries = await entriesOf(scratch)
    const found = [...entries.keys()].filter((path) => /foo\.so|usr\/bin\/./.test(path))
    assert.deepEqual(found, [])
    const list = entries.get('var/lib/dpkg/info/libfoo:amd64.list')?.content.toString() ?? ''
    assert.match(list, /^\/etc\/foo\.conf$/m)
    assert.doesNotMatch(list, /foo\.so|bin\/foo/)
  })

  it('is the same bytes in any order of the packages', async () => {
    await using scratch = await Scratch.make()
    const other: WrittenDeb = { name: 'other', members: [{ name: './etc/other', text: 'x' }] }
    const digests = []
    for (const debs of [
      [LIBFOO, other],
      [other, LIBFOO],
    ]) {
      assert.deepEqual(await layerOf(scratch, debs, ['--compress=gzip']), DONE)
      digests.push(described(scratch).digest)
    }
    assert.equal(digests[0], digests[1])
  })

  it('leaves a database that dpkg reads', { skip: withoutDpkg }, async () => {
    await using scratch = await Scratch.make()
    const other: WrittenDeb = {
      name: 'other',
      architecture: 'all',
      members: [{ name: './usr/share/other', text: 'x' }],
    }
    assert.deepEqual(await layerOf(scratch, [LIBFOO, other], ['--merged-usr']), DONE)
    mkdirSync(scratch.path('root'))
    execFileSync('tar', ['-xf', scratch.path('out.tar'), '-C', scratch.path('root')])
    const dpkg = (program: string, ...args: readonly string[]): string =>
      execFileSync(program, [`--root=${scratch.path('root')}`, ...args], { encoding: 'utf8' })
    const list = dpkg('dpkg', '-l')
    assert.match(list, /^ii {2}libfoo:amd64 +1:2\.0-3 +amd64 +package libfoo of a test$/m)
    assert.match(list, /^ii {2}other +1\.0 +all +package other of a test$/m)
    assert.match(dpkg('dpkg', '-S', '/lib/foo.so.1'), /^libfoo:amd64: /)
    const status = dpkg('dpkg-query', '-W', '-f=${Conffiles}|${Depends}', 'libfoo')
    assert.equal(status, ' /etc/foo.conf 3bd267aa73ad63405dfb1652b6831884|libc6 (>= 2.36)')
    assert.equal(dpkg('dpkg', '-L', 'other'), '/usr/share/other\n')
  })

  it('records packages one by one beside a database of somebody else', async () => {
    await using scratch = await Scratch.make()
    assert.deepEqual(await layerOf(scratch, [LIBFOO], ['--database=status.d']), DONE)
    const entries = await entriesOf(scratch)
    const names = [...entries.keys()].filter((name) => name.startsWith('var/lib/dpkg/status'))
    const directory = 'var/lib/dpkg/status.d'
    assert.deepEqual(names, [`${directory}/`, `${directory}/libfoo`, `${directory}/libfoo.md5sums`])
    const status = entries.get(`${directory}/libfoo`)?.content.toString() ?? ''
    assert.match(status, /^Package: libfoo\nStatus: install ok installed\nVersion: 1:2\.0-3\n/)
    // Hashes of files that are left out are left out.
    const hashes = entries.get(`${directory}/libfoo.md5sums`)?.content.toString()
    assert.equal(hashes, '00000000000000000000000000000000  usr/share/doc/libfoo/copyright\n')
  })

  it('spreads files and their record over two layers', async () => {
    await using scratch = await Scratch.make()
    assert.deepEqual(await layerOf(scratch, [LIBFOO], ['--contents=files']), DONE)
    const files = [...(await entriesOf(scratch)).keys()]
    assert.ok(
      files.includes('etc/foo.conf') && files.includes('var/lib/dpkg/info/libfoo:amd64.list'),
    )
    assert.ok(!files.includes('var/lib/dpkg/status'))
    assert.deepEqual(await layerOf(scratch, [LIBFOO], ['--contents=database']), DONE)
    assert.deepEqual(
      [...(await entriesOf(scratch)).keys()].filter((name) => !name.endsWith('/')),
      ['var/lib/dpkg/info/format', 'var/lib/dpkg/status'],
    )
    assert.equal(described(scratch).description, 'package database of 1 Debian packages')
  })

  it('makes the file of all certificates, which a script would have made', async () => {
    await using scratch = await Scratch.make()
    const folder = './usr/share/ca-certificates/mozilla'
    const members = [
      { name: `${folder}/B.crt`, text: 'certificate B\n' },
      { name: `${folder}/A.crt`, text: 'certificate A' },
      { name: `${folder}/README`, text: 'none' },
    ]
    assert.deepEqual(await layerOf(scratch, [{ name: 'ca-certificates', members }]), DONE)
    const bundle = (await entriesOf(scratch)).get('etc/ssl/certs/ca-certificates.crt')
    assert.equal(bundle?.content.toString(), 'certificate A\ncertificate B\n')
  })

  for (const compression of ['none', 'gzip', 'xz', 'zstd'])
    it(`reads what dpkg-deb writes with ${compression}`, { skip: withoutDpkg }, async () => {
      await using scratch = await Scratch.make()
      const long = `very/${'long/'.repeat(30)}name`
      scratch.write(
        'tree/DEBIAN/control',
        'Package: big\nVersion: 1\nArchitecture: amd64\nMaintainer: x\nDescription: y\n',
      )
      scratch.write(`tree/${long}`, 'deep')
      scratch.write('tree/opt/größe', Buffer.alloc(3_000_000, 'some text that shrinks. '))
      scratch.link('tree/opt/link', 'größe')
      const args = [
        `-Z${compression}`,
        '--root-owner-group',
        '-b',
        scratch.path('tree'),
        scratch.path('big.deb'),
      ]
      execFileSync('dpkg-deb', args, { stdio: 'pipe' })
      const options = ['--architecture=amd64', '--database=none', '--documentation']
      assert.deepEqual(
        await runRt(scratch.path(), ['layer', 'deb', ...OUTPUTS, ...options, '--', 'big.deb']),
        DONE,
      )
      const mine = [...(await entriesOf(scratch)).values()]
      execFileSync('sh', ['-c', 'dpkg-deb --fsys-tarfile big.deb > theirs.tar'], {
        cwd: scratch.path(),
      })
      const theirs = await readTar(scratch.path('theirs.tar'))
      const facts = ({ name, type, mode, linkname, content }: ReadEntry): string =>
        `${name.replace(/^\.\//, '')} ${type} ${type === 'symlink' ? 0 : mode} ${linkname ?? ''} ${content.toString()}`
      assert.deepEqual(
        mine.map(facts).sort(),
        theirs
          .map(facts)
          .filter((line) => !line.startsWith(' '))
          .sort(),
      )
    })

  for (const [what, debs, options, message] of [
    [
      'a package for another architecture',
      [{ name: 'a', architecture: 'arm64' }],
      [],
      'Cannot put "0.deb" into a layer for amd64: it is for arm64',
    ],
    [
      'a package twice',
      [{ name: 'a' }, { name: 'a', version: '2' }],
      [],
      'Cannot install a twice:\n    0.deb\n    1.deb',
    ],
    [
      'a file of two packages',
      [
        { name: 'a', members: [{ name: './lib/x', text: '1' }] },
        { name: 'b', members: [{ name: './usr/lib/x', text: '2' }] },
      ],
      ['--merged-usr'],
      'Cannot put two things at one path: "usr/lib/x" comes from "a: /lib/x" and from "b: /usr/lib/x"',
    ],
    [
      'a member that leaves the image',
      [{ name: 'a', members: [{ name: './../x', text: '' }] }],
      [],
      'Cannot unpack "./../x" of "0.deb": its name has a ".."',
    ],
    [
      'a pipe',
      [{ name: 'a', members: [{ name: './x', type: 'fifo' }] }],
      [],
      'Cannot unpack "./x" of "0.deb": it is a device, a pipe or a socket',
    ],
    [
      'a name that is a path',
      [{ name: '../../a' }],
      [],
      'Cannot read "0.deb" as a Debian package: the field Package of its control file is "../../a"',
    ],
    [
      'an unknown form of the database',
      [{ name: 'a' }],
      ['--database=rpm'],
      'Cannot use the value of database: current value is "rpm"',
    ],
  ] as const satisfies readonly (readonly [
    string,
    readonly WrittenDeb[],
    readonly string[],
    string,
  ])[])
    it(`refuses ${what}, and leaves nothing behind`, async () => {
      await using scratch = await Scratch.make()
      const { code, stderr } = await layerOf(scratch, debs, options)
      assert.equal(code, 1)
      assert.ok(stderr.startsWith(`rt layer deb: ${message}\n`), stderr)
      assert.deepEqual(
        readdirSync(scratch.path()).filter((name) => !name.endsWith('.deb')),
        [],
      )
    })

  const damaged = async (change: (deb: Buffer) => Buffer): Promise<string> => {
    await using scratch = await Scratch.make()
    scratch.write('a.deb', change(await writeDeb(LIBFOO)))
    const args = ['layer', 'deb', ...OUTPUTS, '--architecture=amd64', '--', 'a.deb']
    const { code, stderr } = await runRt(scratch.path(), args)
    assert.equal(code, 1)
    assert.ok(!existsSync(scratch.path('out.tar')) && !existsSync(scratch.path('out.json')))
    return (
      stderr
        .split('\n')[0]
        ?.replace('rt layer deb: Cannot read "a.deb" as a Debian package: ', '') ?? ''
    )
  }

  it('says what is wrong with a damaged package', async () => {
    const text = (value: string) => () => Buffer.from(value)
    const mark = ['debian-binary', Buffer.from('2.0\n')] as const
    assert.equal(await damaged(text('no package')), 'it does not start as an ar archive does')
    assert.equal(await damaged(text('!<arch>\n')), 'it has no member "debian-binary"')
    assert.equal(
      await damaged(() => writeAr([mark])),
      'it has no control.tar that rt can decompress',
    )
    assert.equal(
      await damaged((deb) => deb.subarray(0, 100)),
      'it ends within the header of a member',
    )
    assert.match(
      await damaged((deb) => deb.subarray(0, -20)),
      /^it ends within member "data.tar.gz"$/,
    )
    assert.match(
      await damaged(() =>
        writeAr([mark, ['control.tar.xz', Buffer.from('no xz at all, but long enough')]]),
      ),
      /^a tar in it cannot be read: /,
    )
    assert.equal(
      await damaged(() => writeAr([['debian-binary', Buffer.from('3.0\n')]])),
      'its format is "3.0" and not 2',
    )
  })

  it('names a package that is not there', async () => {
    await using scratch = await Scratch.make()
    const args = ['layer', 'deb', ...OUTPUTS, '--architecture=amd64', '--', 'nowhere.deb']
    const { code, stderr } = await runRt(scratch.path(), args)
    assert.deepEqual(
      [code, stderr.split('\n')[0]],
      [1, 'rt layer deb: Cannot find the file "nowhere.deb"'],
    )
  })
})
