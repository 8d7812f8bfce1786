import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { LayerBinaries, LayerBinary, Linkage } from '../binary/layer_binaries.ts'
import { EMPTY_RUN_CONFIG } from '../oci/config.ts'
import type { RunConfig } from '../oci/config.ts'
import type { LinkingRequest } from './check.ts'
import { checkLinking } from './check.ts'
import { ImageTree } from './image_tree.ts'
import { libraryPathOf, startedPrograms } from './programs.ts'

const LINKER = '/lib64/ld-linux-x86-64.so.2'

function elf(path: string, linkage?: Partial<Linkage>, architecture = 'amd64'): LayerBinary {
  const all = linkage === undefined ? {} : { linkage: { needed: [], ...linkage } }
  return { path, format: 'elf', os: 'linux', architectures: [architecture], ...all }
}

function layer(
  files: readonly LayerBinary[],
  links: Readonly<Record<string, string>> = {},
  others: Partial<LayerBinaries> = {},
): LayerBinaries {
  const symbolic = Object.entries(links).map(
    ([path, target]) => ({ path, target, kind: 'symbolic' }) as const,
  )
  return { files, links: symbolic, removed: [], ...others }
}

/** As Debian has it: merged directories, a C library, and links to versions. */
const BASE = layer(
  [
    elf('usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2', { soname: 'ld-linux-x86-64.so.2' }),
    elf('usr/lib/x86_64-linux-gnu/libc.so.6', {
      soname: 'libc.so.6',
      needed: ['ld-linux-x86-64.so.2'],
    }),
    elf('usr/lib/x86_64-linux-gnu/libz.so.1.2.13', { soname: 'libz.so.1', needed: ['libc.so.6'] }),
  ],
  {
    lib: 'usr/lib',
    lib64: 'usr/lib64',
    'usr/lib64/ld-linux-x86-64.so.2': '/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2',
    'usr/lib/x86_64-linux-gnu/libz.so.1': 'libz.so.1.2.13',
  },
)

const PROGRAM = elf('app/main', { interpreter: LINKER, needed: ['libc.so.6'] })

/** Paths of what is missing, and who needs it; programs are at app/main, libraries below opt. */
function missing(
  layers: readonly LayerBinaries[],
  others: Partial<LinkingRequest> = {},
): readonly string[] {
  const tree = new ImageTree(layers)
  const main = tree.find('app/main')
  const request: LinkingRequest = {
    tree,
    programs: main === undefined ? [] : [main],
    libraries: [],
    libraryPath: [],
    hostLibraries: [],
    ...others,
  }
  return checkLinking(request).missing.map(
    ({ kind, name, neededBy }) => `${kind} ${name} < ${neededBy.join(', ')}`,
  )
}

describe('checkLinking', () => {
  it('finds everything in a complete image, through links', () => {
    const program = elf('app/main', { interpreter: LINKER, needed: ['libz.so.1', 'libc.so.6'] })
    assert.deepEqual(missing([BASE, layer([program])]), [])
  })

  it('misses the C library and the linker on an empty base', () => {
    assert.deepEqual(missing([layer([PROGRAM])]), [
      `interpreter ${LINKER} < app/main`,
      'library libc.so.6 < app/main',
    ])
  })

  it('asks nothing of a static program', () => {
    assert.deepEqual(missing([layer([elf('app/main')])]), [])
  })

  it('follows what libraries need, and names who needs it once', () => {
    const program = elf('app/main', { interpreter: LINKER, needed: ['liba.so', 'libb.so'] })
    const [a, b] = ['liba.so', 'libb.so'].map((name) =>
      elf(`usr/lib/${name}`, { needed: ['libx.so'] }),
    )
    assert.ok(a && b)
    assert.deepEqual(missing([BASE, layer([program, a, b])]), [
      'library libx.so < usr/lib/liba.so, usr/lib/libb.so',
    ])
  })

  it('passes over files for another processor', () => {
    const program = elf('app/main', { interpreter: LINKER, needed: ['liba.so'], runpath: '/opt' })
    const arm = elf('opt/liba.so', {}, 'arm64')
    assert.deepEqual(missing([BASE, layer([program, arm])]), ['library liba.so < app/main'])
    const own = elf('usr/lib/liba.so')
    assert.deepEqual(missing([BASE, layer([program, arm, own])]), [])
  })

  it('looks where LD_LIBRARY_PATH says, and says where a file is that nothing finds', () => {
    const program = elf('app/main', { interpreter: LINKER, needed: ['liba.so'] })
    const tree = new ImageTree([BASE, layer([program, elf('opt/rt/lib/liba.so')])])
    const request = { tree, programs: [], libraries: [], libraryPath: [], hostLibraries: [] }
    const programs = [tree.find('app/main')].filter((found) => found !== undefined)
    const [lost] = checkLinking({ ...request, programs }).missing
    assert.deepEqual(lost?.elsewhere, ['opt/rt/lib/liba.so'])
    const libraryPath = ['/opt/rt/lib']
    assert.deepEqual(checkLinking({ ...request, programs, libraryPath }).missing, [])
  })

  it('takes any directory where the image brings a linker cache', () => {
    const program = elf('app/main', { interpreter: LINKER, needed: ['liba.so'] })
    const top = layer([program, elf('opt/lib/liba.so')], {}, { hasLinkerCache: true })
    assert.deepEqual(missing([BASE, top]), [])
  })

  it('leaves to the host what the host brings', () => {
    const library = elf('opt/liba.so', { needed: ['libcuda.so.1', 'libnvidia-ml.so.1', 'libq.so'] })
    const tree = new ImageTree([BASE, layer([library])])
    const libraries = [tree.find('opt/liba.so')].filter((found) => found !== undefined)
    const hostLibraries = ['libcuda.so.1', 'libnvidia-*']
    const { missing: lost, checked } = checkLinking({
      tree,
      programs: [],
      libraries,
      libraryPath: [],
      hostLibraries,
    })
    assert.deepEqual([lost.map(({ name }) => name), checked], [['libq.so'], 1])
  })

  it('lets what a program has loaded serve the libraries that it opens', () => {
    const program = elf('app/main', {
      interpreter: LINKER,
      needed: ['libown.so.1'],
      runpath: '$ORIGIN/lib',
    })
    const own = elf('app/lib/libown.so.1', { soname: 'libown.so.1' })
    const plugin = elf('opt/plugin.so', { needed: ['libown.so.1'] })
    const tree = new ImageTree([BASE, layer([program, own, plugin])])
    const libraries = [tree.find('opt/plugin.so')].filter((found) => found !== undefined)
    assert.deepEqual(missing([BASE, layer([program, own, plugin])], { tree, libraries }), [])
    const alone = missing([BASE, layer([own, plugin])], { tree, programs: [], libraries })
    assert.deepEqual(alone, ['library libown.so.1 < opt/plugin.so'])
  })

  describe('and versions', () => {
    const DEFINED = ['libc.so.6', 'GLIBC_2.9', 'GLIBC_2.36', 'GLIBC_2.34', 'GLIBC_PRIVATE', 'X_9']
    const base = (defined: readonly string[]): LayerBinaries =>
      layer([
        elf('lib64/ld-linux-x86-64.so.2', { soname: 'ld-linux-x86-64.so.2' }),
        elf('lib/libc.so.6', { soname: 'libc.so.6', versions: { defined, needed: [] } }),
      ])
    const wants = (path: string, library: string, ...versions: readonly string[]): LayerBinary => {
      const needs = { defined: [], needed: [{ library, versions }] }
      return elf(path, { interpreter: LINKER, needed: ['libc.so.6'], versions: needs })
    }
    const asked = (
      layers: readonly LayerBinaries[],
      others: Partial<LinkingRequest> = {},
    ): readonly string[] => {
      const tree = new ImageTree(layers)
      const programs = ['app/main', 'app/other']
        .map((path) => tree.find(path))
        .filter((found) => found !== undefined)
      const request = {
        tree,
        programs,
        libraries: [],
        libraryPath: [],
        hostLibraries: [],
        ...others,
      }
      return checkLinking(request).missingVersions.map(
        ({ version, library, newest, neededBy }) =>
          `${version} of ${library} up to ${newest ?? 'none'} < ${neededBy.join(', ')}`,
      )
    }

    it('finds those that a library defines', () => {
      const main = wants('app/main', 'libc.so.6', 'GLIBC_2.9', 'GLIBC_PRIVATE')
      assert.deepEqual(asked([base(DEFINED), layer([main])]), [])
    })

    it('tells those that it does not, the newest that it has, and who needs them', () => {
      const main = wants('app/main', 'libc.so.6', 'GLIBC_2.38', 'GLIBC_ABI_DT_RELR', 'Y_1')
      const other = wants('app/other', 'libc.so.6', 'GLIBC_2.38', 'GLIBC_2.100')
      assert.deepEqual(asked([base(DEFINED), layer([main, other])]), [
        'GLIBC_2.38 of lib/libc.so.6 up to GLIBC_2.36 < app/main, app/other',
        'GLIBC_2.100 of lib/libc.so.6 up to GLIBC_2.36 < app/other',
        'GLIBC_ABI_DT_RELR of lib/libc.so.6 up to GLIBC_2.36 < app/main',
        'Y_1 of lib/libc.so.6 up to none < app/main',
      ])
    })

    it('takes the library that is loaded, which the program brings', () => {
      const { linkage, ...main } = wants('app/main', 'libc.so.6', 'GLIBC_2.38')
      const own = elf('app/libc.so.6', { versions: { defined: ['GLIBC_2.38'], needed: [] } })
      const with_ = { ...main, linkage: { needed: [], ...linkage, runpath: '$ORIGIN' } }
      assert.deepEqual(asked([base(DEFINED), layer([with_, own])]), [])
    })

    it('asks nothing of libraries without versions, that are missing, of the host, or of musl', () => {
      const main = wants('app/main', 'libc.so.6', 'GLIBC_2.38')
      assert.deepEqual(asked([base([]), layer([main])]), [])
      assert.deepEqual(asked([layer([main])]), [])
      const host = { hostLibraries: ['libc.so.*'] }
      assert.deepEqual(asked([base(DEFINED), layer([main])], host), [])
      const musl = elf('app/other', { interpreter: '/lib/ld-musl-x86_64.so.1' })
      assert.deepEqual(asked([base(DEFINED), layer([main, musl])]), [])
    })

    it('asks the dynamic linker, too', () => {
      const name = 'ld-linux-x86-64.so.2'
      const versions = { defined: ['GLIBC_2.3'], needed: [] }
      const linker = elf(`lib64/${name}`, { soname: name, versions })
      const main = wants('app/main', name, 'GLIBC_2.4')
      assert.deepEqual(asked([base(DEFINED), layer([linker, main])]), [
        `GLIBC_2.4 of lib64/${name} up to GLIBC_2.3 < app/main`,
      ])
    })
  })

  it("knows that musl's interpreter is its C library", () => {
    const interpreter = '/lib/ld-musl-x86_64.so.1'
    const program = elf('app/main', { interpreter, needed: ['libc.musl-x86_64.so.1'] })
    const linker = elf('lib/ld-musl-x86_64.so.1', { soname: 'libc.musl-x86_64.so.1' })
    assert.deepEqual(missing([layer([program, linker])]), [])
  })
})

describe('ImageTree', () => {
  it('has upper layers hide what is below', () => {
    const below = layer([elf('a/one'), elf('b/two'), elf('c/three')], { d: 'a' })
    const above = layer([elf('c/four')], {}, { removed: ['a/one', 'b/', 'd'] })
    const tree = new ImageTree([below, above])
    const found = ['a/one', 'b/two', 'c/three', 'c/four', 'd/one'].filter((path) => tree.find(path))
    assert.deepEqual(found, ['c/three', 'c/four'])
  })

  it('has a directory take the place of a link, as the file systems of containers do', () => {
    const above = layer([elf('lib/own.so')])
    const tree = new ImageTree([BASE, above])
    assert.equal(tree.find('lib/x86_64-linux-gnu/libc.so.6'), undefined)
    assert.ok(tree.find('usr/lib/x86_64-linux-gnu/libc.so.6'))
    assert.equal(
      new ImageTree([BASE]).find('lib/x86_64-linux-gnu/libc.so.6')?.realPath,
      'usr/lib/x86_64-linux-gnu/libc.so.6',
    )
  })

  it('follows hard links, links through directories, and no loop', () => {
    const links = {
      a: 'b',
      b: 'a',
      up: 'x/y/../../real',
      real: '/target',
      'x/out': '../../../target/f',
    }
    const hard = { path: 'h', target: 'target/f', kind: 'hard' } as const
    const one = layer([elf('target/f')], links)
    const tree = new ImageTree([{ ...one, links: [...one.links, hard] }])
    assert.equal(tree.find('a/f'), undefined)
    for (const path of ['up/f', '/real/f', 'x/out', 'h', './target//f'])
      assert.ok(tree.find(path), path)
  })
})

describe('startedPrograms', () => {
  const tree = new ImageTree([
    layer([elf('bin/sh'), elf('app/main'), elf('usr/bin/tini')], { sh: 'bin/sh' }),
  ])
  const started = (run: Partial<RunConfig>): readonly string[] =>
    startedPrograms(tree, { ...EMPTY_RUN_CONFIG, ...run }).map(({ realPath }) => realPath)

  it('finds the command by path, working directory and PATH', () => {
    assert.deepEqual(started({ entrypoint: ['/app/main'] }), ['app/main'])
    assert.deepEqual(started({ entrypoint: ['./main'], workingDir: '/app' }), ['app/main'])
    assert.deepEqual(started({ entrypoint: ['./app/main', '-x'] }), ['app/main'])
    assert.deepEqual(started({ cmd: ['sh', '-c', 'x'] }), ['bin/sh'])
    assert.deepEqual(started({ cmd: ['main'], env: ['PATH=/x', 'PATH=/bin:/app'] }), ['app/main'])
    assert.deepEqual(started({ entrypoint: ['/sh'] }), ['bin/sh'])
  })

  it('finds programs behind another, and takes scripts and nothing for nothing', () => {
    const entrypoint = ['tini', '--']
    assert.deepEqual(started({ entrypoint, cmd: ['/app/main'] }), ['usr/bin/tini', 'app/main'])
    assert.deepEqual(started({ entrypoint: ['/app/script.py', 'main'] }), [])
    assert.deepEqual(started({}), [])
  })

  it('reads LD_LIBRARY_PATH', () => {
    const env = ['LD_LIBRARY_PATH=/a:b;/c']
    assert.deepEqual(libraryPathOf({ ...EMPTY_RUN_CONFIG, env, workingDir: '/w' }), [
      '/a',
      '/w/b',
      '/c',
    ])
    assert.deepEqual(libraryPathOf(EMPTY_RUN_CONFIG), [])
  })
})
