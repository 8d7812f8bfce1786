import assert from 'node:assert/strict'
import { mkdirSync, mkdtempDisposableSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, it } from 'node:test'
import { ExpectedFailure } from '../core/failure.ts'
import { inLatin1, meantPath, parseRunfilesManifest } from '../core/runfiles_manifest.ts'
import { findRunfiles } from './runfiles.ts'
import { runfilesRoots } from './runfiles_roots.ts'

/** A program `bin` with the key `_main/pkg/a b.txt`, and a directory key `_main/shards`. */
function makeProgram(): Disposable & { readonly root: string; readonly argv0: string } {
  const temporary = mkdtempDisposableSync(join(tmpdir(), 'runfiles-'))
  const root = temporary.path
  mkdirSync(join(root, 'real/shards'), { recursive: true })
  writeFileSync(join(root, 'real/a b.txt'), 'content')
  writeFileSync(join(root, 'real/shards/part-1'), 'one')
  return { root, argv0: join(root, 'bin'), [Symbol.dispose]: () => temporary.remove() }
}

function manifestOf(root: string): string {
  return ` _main/pkg/a\\sb.txt ${root}/real/a b.txt\n_main/shards ${root}/real/shards\n`
}

describe('findRunfiles()', () => {
  it('finds files, and files in directories, through a manifest', () => {
    using program = makeProgram()
    const manifest = join(program.root, 'MANIFEST')
    writeFileSync(manifest, manifestOf(program.root))
    const runfiles = findRunfiles({ env: { RUNFILES_MANIFEST_FILE: manifest }, argv0: '/none/bin' })
    assert.equal(runfiles.locate('_main/pkg/a b.txt'), join(program.root, 'real/a b.txt'))
    assert.equal(runfiles.locate('_main/shards'), join(program.root, 'real/shards'))
    assert.equal(runfiles.locate('_main/shards/part-1'), join(program.root, 'real/shards/part-1'))
    assert.equal(runfiles.lookup('_main/shards/part-2'), undefined)
  })

  it('finds names with letters of other languages, in whichever encoding Bazel wrote the manifest', () => {
    for (const encoding of ['utf8', 'latin1'] as const) {
      using program = makeProgram()
      const path = join(program.root, 'real/modèle-é.bin')
      writeFileSync(path, '')
      const text = `${manifestOf(program.root)}_main/pkg/modèle-é.bin ${path}\n`
      writeFileSync(`${program.argv0}.runfiles_manifest`, Buffer.from(text, encoding))
      mkdirSync(`${program.argv0}.runfiles/_main/pkg`, { recursive: true })
      const runfiles = findRunfiles({ env: {}, argv0: program.argv0 })
      assert.equal(runfiles.locate('_main/pkg/modèle-é.bin'), path)
      assert.equal(runfiles.lookup('_main/pkg/modèle-è.bin'), undefined)
    }
  })

  it('finds names with letters that ISO 8859-1 does not have, which Bazel writes as question marks', () => {
    using program = makeProgram()
    const names = ['模型-é 1.bin', '型模-é 1.bin', '𝄞.bin', '模型/part', '??-é 1.bin']
    const lines = names.map((name) => {
      const path = join(program.root, 'real/pkg', name)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, '')
      const [entry = ''] = name.split('/')
      return ` _main/pkg/${entry.replace(' ', '\\s')} ${join(program.root, 'real/pkg', entry)}\n`
    })
    const garbled = lines.join('').replaceAll(/[^\0-\xff]/gu, '?')
    writeFileSync(`${program.argv0}.runfiles_manifest`, Buffer.from(garbled, 'latin1'))
    const runfiles = findRunfiles({ env: {}, argv0: program.argv0 })
    for (const name of names)
      assert.equal(runfiles.locate(`_main/pkg/${name}`), join(program.root, 'real/pkg', name))
    assert.equal(runfiles.lookup('_main/pkg/模式-é 1.bin'), undefined)
  })

  it('finds files below RUNFILES_DIR', () => {
    using program = makeProgram()
    const runfiles = findRunfiles({ env: { RUNFILES_DIR: program.root }, argv0: '/none/bin' })
    assert.equal(runfiles.locate('real/a b.txt'), join(program.root, 'real/a b.txt'))
  })

  it('finds the tree or the manifest beside the program without any variable', () => {
    using program = makeProgram()
    const bare = { env: {}, argv0: program.argv0 }
    writeFileSync(`${program.argv0}.runfiles_manifest`, manifestOf(program.root))
    assert.equal(findRunfiles(bare).locate('_main/shards'), join(program.root, 'real/shards'))
    mkdirSync(`${program.argv0}.runfiles/_main/shards`, { recursive: true })
    assert.equal(
      findRunfiles(bare).locate('_main/shards'),
      `${program.argv0}.runfiles/_main/shards`,
    )
  })

  it('is not led astray by the variables of an outer program', () => {
    using program = makeProgram()
    writeFileSync(`${program.argv0}.runfiles_manifest`, manifestOf(program.root))
    const env = { RUNFILES_DIR: tmpdir(), RUNFILES_MANIFEST_FILE: '/none/MANIFEST' }
    assert.equal(
      findRunfiles({ env, argv0: program.argv0 }).locate('_main/pkg/a b.txt'),
      join(program.root, 'real/a b.txt'),
    )
  })

  it('takes nothing from an outer program of another workspace, whose keys are the same', () => {
    using outer = makeProgram()
    using program = makeProgram()
    for (const { argv0 } of [outer, program]) {
      mkdirSync(`${argv0}.runfiles/_main/pkg`, { recursive: true })
      writeFileSync(`${argv0}.runfiles/_main/pkg/image`, argv0)
    }
    writeFileSync(`${outer.argv0}.runfiles/_main/pkg/other`, '')
    const env = { RUNFILES_DIR: `${outer.argv0}.runfiles` }
    const runfiles = findRunfiles({ env, argv0: program.argv0 })
    assert.equal(runfiles.locate('_main/pkg/image'), `${program.argv0}.runfiles/_main/pkg/image`)
    assert.equal(runfiles.lookup('_main/pkg/other'), undefined)
  })

  it('finds the files of a program through links to it', () => {
    using program = makeProgram()
    mkdirSync(`${program.argv0}.runfiles/_main/pkg`, { recursive: true })
    writeFileSync(`${program.argv0}.runfiles/_main/pkg/image`, '')
    symlinkSync('bin', join(program.root, 'one'))
    symlinkSync(join(program.root, 'one'), join(program.root, 'two'))
    symlinkSync('/no/launcher', program.argv0)
    const runfiles = findRunfiles({ env: {}, argv0: join(program.root, 'two') })
    assert.equal(runfiles.locate('_main/pkg/image'), `${program.argv0}.runfiles/_main/pkg/image`)
  })

  it('names the key and the places when there is no such file', () => {
    const { locate } = findRunfiles({ env: { RUNFILES_DIR: '/none' }, argv0: '/x/bin' })
    assert.throws(
      () => locate('_main/gone'),
      (error) => {
        assert.ok(error instanceof ExpectedFailure)
        assert.deepEqual(error.failure, {
          topic: 'image',
          reason: 'unknown-key',
          key: '_main/gone',
          searched: ['/x/bin.runfiles', '/x/bin.runfiles_manifest', '/none'],
        })
        return true
      },
    )
  })
})

describe('runfilesRoots()', () => {
  it('says how a program that is started finds the same files', () => {
    const argv0 = '/out/outer.runfiles/_main/pkg/bin'
    const roots = runfilesRoots({ env: { TEST_SRCDIR: '/test' }, argv0 })
    assert.deepEqual(
      roots.map(({ variable, path }) => `${variable}=${path}`),
      [
        `RUNFILES_DIR=${argv0}.runfiles`,
        'RUNFILES_DIR=/out/outer.runfiles',
        `RUNFILES_MANIFEST_FILE=${argv0}.runfiles_manifest`,
        'RUNFILES_DIR=/test',
      ],
    )
  })

  it('finds files from a program that lies in the runfiles of another', () => {
    using program = makeProgram()
    mkdirSync(join(program.root, 'outer.runfiles/_main'), { recursive: true })
    writeFileSync(join(program.root, 'outer.runfiles/_main/data'), '')
    const argv0 = join(program.root, 'outer.runfiles/_main/inner')
    const data = join(program.root, 'outer.runfiles/_main/data')
    assert.equal(findRunfiles({ env: {}, argv0 }).locate('_main/data'), data)
  })
})

describe('meantPath()', () => {
  it('takes the end of a key as far as it is like the end of the path', () => {
    assert.equal(inLatin1('é模𝄞a'), 'é??a')
    assert.equal(meantPath('/w?/data/??.bin', '_main/data/模型.bin'), '/w?/data/模型.bin')
    assert.equal(meantPath('/w/other.bin', '_main/模型.bin'), '/w/other.bin')
    assert.equal(meantPath('?', '模'), '模')
  })
})

describe('parseRunfilesManifest()', () => {
  it('undoes the escapes of odd names and leaves plain backslashes alone', () => {
    const text = [
      '_main/plain /p/pl ain',
      ' _main/s\\sp\\bb\\nn /p/s p\\bb\\nn',
      '_main/back\\slash /p/back\\slash',
      '_main/empty ',
      '',
    ].join('\n')
    assert.deepEqual(
      [...parseRunfilesManifest(text)],
      [
        ['_main/plain', '/p/pl ain'],
        ['_main/s p\\b\nn', '/p/s p\\b\nn'],
        ['_main/back\\slash', '/p/back\\slash'],
      ],
    )
  })
})
