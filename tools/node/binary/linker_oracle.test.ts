import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { describeBinary } from '../../core/binary/describe_binary.ts'
import type { LayerBinary } from '../../core/binary/layer_binaries.ts'
import { checkLinking } from '../../core/linking/check.ts'
import { ImageTree } from '../../core/linking/image_tree.ts'
import { Scratch } from '../../testing/scratch.ts'
import { FileWindows } from './file_windows.ts'

const hasCompiler = process.platform === 'linux' && spawnSync('gcc', ['--version']).status === 0

/** A linker option for a search path, or none. */
const PATHS = {
  none: () => [],
  rpath: (path: string) => ['-Wl,--disable-new-dtags', `-Wl,-rpath,${path}`],
  runpath: (path: string) => ['-Wl,--enable-new-dtags', `-Wl,-rpath,${path}`],
} as const satisfies Record<string, (path: string) => readonly string[]>

type Kind = keyof typeof PATHS
const KINDS = Object.keys(PATHS) as readonly Kind[]

describe('checkLinking, beside the dynamic linker of this machine', { skip: !hasCompiler }, () => {
  it('misses a library exactly where the program does not start', async () => {
    await using scratch = await sources()
    for (const libraryKind of KINDS) {
      buildLibraries(scratch, libraryKind)
      for (const mainKind of KINDS) {
        for (const path of ['$ORIGIN/a', '$ORIGIN/a:${ORIGIN}/b'])
          compare(scratch, buildMain(scratch, mainKind, path), `${libraryKind} ${mainKind} ${path}`)
      }
    }
  })

  it('misses a version exactly where the program does not start', async () => {
    await using scratch = await Scratch.make()
    scratch.write('v.c', 'int v(void) { return 0; } int w(void) { return 0; }')
    scratch.write('main.c', 'int v(void); int w(void); int main(void) { return v() + w(); }')
    scratch.write(
      'weak.c',
      '#pragma weak w\nint v(void); int w(void); int main(void) { return w ? w() : v(); }',
    )
    // The library that the program is linked to, and those that it meets.
    buildVersioned(scratch, 'V_1 { v; }; V_2 { w; } V_1;')
    const lax = ['-Wl,-rpath,$ORIGIN', '-Wl,--allow-shlib-undefined']
    gcc(scratch, '-o', 'main', 'main.c', 'libv.so', ...lax)
    gcc(scratch, '-o', 'weak', 'weak.c', 'libv.so', ...lax)
    makeNeedWeak(scratch.path('weak'), 'V_2')
    const scripts = [
      'V_1 { v; }; V_2 { w; } V_1;',
      'V_1 { v; };',
      'V_1 { v; w; };',
      'V_3 { v; w; };',
      undefined,
    ]
    const outcomes = scripts.map((script) => {
      buildVersioned(scratch, script)
      return ['main', 'weak'].map((name) => compareVersions(scratch, name))
    })
    assert.deepEqual(outcomes[0], [[], []])
    assert.deepEqual(outcomes[1], [['V_2'], []])
  })
})

/** A program that needs a library in `a`, which needs one in `b`. */
async function sources(): Promise<Scratch> {
  const scratch = await Scratch.make()
  scratch.write('b.c', 'int b(void) { return 0; }')
  scratch.write('a.c', 'int b(void); int a(void) { return b(); }')
  scratch.write('main.c', 'int a(void); int main(void) { return a(); }')
  scratch.write('a/.keep', '')
  scratch.write('b/.keep', '')
  return scratch
}

function gcc(scratch: Scratch, ...args: readonly string[]): void {
  const outcome = spawnSync('gcc', args, { cwd: scratch.path(), encoding: 'utf8' })
  assert.equal(outcome.status, 0, outcome.stderr)
}

function buildLibraries(scratch: Scratch, kind: Kind): void {
  gcc(scratch, '-shared', '-o', 'b/libb.so', '-Wl,-soname,libb.so', 'b.c')
  const path = PATHS[kind]('$ORIGIN/../b')
  gcc(scratch, '-shared', '-o', 'a/liba.so', '-Wl,-soname,liba.so', 'a.c', 'b/libb.so', ...path)
}

function buildMain(scratch: Scratch, kind: Kind, path: string): string {
  const lax = '-Wl,--allow-shlib-undefined'
  gcc(scratch, '-o', 'main', 'main.c', 'a/liba.so', lax, ...PATHS[kind](path))
  return scratch.path('main')
}

/** Runs the program with some values of LD_LIBRARY_PATH, and asks what would be missing. */
function compare(scratch: Scratch, main: string, what: string): void {
  const [a, b] = [scratch.path('a'), scratch.path('b')]
  for (const libraryPath of [[], [a], [b], [a, b]]) {
    const env = { LD_LIBRARY_PATH: libraryPath.join(':') }
    const { status } = spawnSync(main, { env })
    const tree = treeOf([main, scratch.path('a/liba.so'), scratch.path('b/libb.so')])
    const found = tree.find(main)
    assert.ok(found?.file.linkage?.interpreter)
    const { missing } = checkLinking({
      tree,
      programs: [found],
      libraries: [],
      libraryPath,
      hostLibraries: ['libc.so.6'],
    })
    const names = missing.filter(({ kind }) => kind === 'library').map(({ name }) => name)
    assert.equal(
      names.length === 0,
      status === 0,
      `${what} ${env.LD_LIBRARY_PATH}: ${names.join()}`,
    )
  }
}

/** Builds a library with the versions of a linker script, or with none. */
function buildVersioned(scratch: Scratch, script: string | undefined): void {
  scratch.write('v.map', script ?? '')
  const versions = script === undefined ? [] : ['-Wl,--version-script=v.map']
  gcc(scratch, '-shared', '-o', 'libv.so', '-Wl,-soname,libv.so', 'v.c', ...versions)
}

/** Marks the need of a version as weak (`VER_FLG_WEAK`), which old linkers do not do for weak symbols. */
function makeNeedWeak(path: string, version: string): void {
  const bytes = readFileSync(path)
  const hash = Buffer.alloc(4)
  hash.writeUInt32LE(elfHash(version))
  const entry = bytes.indexOf(hash)
  assert.ok(entry > 0 && bytes.indexOf(hash, entry + 1) < 0)
  bytes.writeUInt16LE(2, entry + 4)
  writeFileSync(path, bytes)
}

/** The hash of a name (System V ABI, "Hash Table Section"), for names of at most seven letters. */
function elfHash(name: string): number {
  return [...Buffer.from(name)].reduce((hash, byte) => hash * 16 + byte, 0)
}

/** Runs a program, and gives the versions that it would miss. */
function compareVersions(scratch: Scratch, name: string): readonly string[] {
  const main = scratch.path(name)
  const { stderr } = spawnSync(main, { encoding: 'utf8' })
  const tree = treeOf([main, scratch.path('libv.so')])
  const found = tree.find(main)
  assert.ok(found)
  const { missingVersions } = checkLinking({
    tree,
    programs: [found],
    libraries: [],
    libraryPath: [],
    hostLibraries: ['libc.so.6'],
  })
  const versions = missingVersions.map(({ version }) => version)
  const told = [...stderr.matchAll(/: version `(\S+)' not found/g)].map(
    ([, version = '']) => version,
  )
  assert.deepEqual(versions, told.toSorted(), stderr)
  return versions
}

function treeOf(paths: readonly string[]): ImageTree {
  const files = paths.map((path): LayerBinary => {
    using file = FileWindows.open(path)
    const binary = describeBinary(path.slice(1), file)
    assert.ok(binary)
    return binary
  })
  return new ImageTree([{ files, links: [], removed: [] }])
}
