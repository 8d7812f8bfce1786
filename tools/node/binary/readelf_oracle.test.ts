import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { readdirSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { elfArchitecture } from '../../core/elf/machines.ts'
import { readElf } from '../../core/elf/read_elf.ts'
import { FileWindows } from './file_windows.ts'

const DIRECTORIES = [
  '/usr/bin',
  '/usr/lib',
  '/usr/lib/x86_64-linux-gnu',
  '/usr/lib/aarch64-linux-gnu',
]
const MAX_FILES = 300

const isInstalled = spawnSync('readelf', ['--version']).status === 0

describe(
  'readElf, beside readelf of binutils',
  { skip: isInstalled ? false : 'no readelf' },
  () => {
    it('reads the programs and libraries of this machine alike', () => {
      const files = elfFiles()
      assert.ok(files.length > 10)
      const texts = sections(files)
      const all = files.map((file) => factsOf(texts.get(file) ?? ''))
      for (const [index, file] of files.entries()) assert.deepEqual(facts(file), all[index], file)
      // What readelf prints is understood.
      assert.ok(all.some(({ defined, wanted }) => defined.length > 0 && wanted.length > 0))
    })
  },
)

/** Some of the machine's programs and libraries, each once. */
function elfFiles(): readonly string[] {
  const files = new Set<string>()
  for (const directory of DIRECTORIES) {
    const names = readNames(directory).filter((name) => /^[a-z]+$|\.so(\.\d+)*$/.test(name))
    for (const name of names) files.add(realpathSync(join(directory, name)))
  }
  const stride = Math.max(1, Math.floor(files.size / MAX_FILES))
  return [...files].filter((file, index) => index % stride === 0 && isElf(file))
}

function readNames(directory: string): readonly string[] {
  try {
    return readdirSync(directory)
  } catch {
    return []
  }
}

function isElf(path: string): boolean {
  try {
    using file = FileWindows.open(path)
    return readElf(file).ok
  } catch {
    return false
  }
}

interface Facts {
  readonly architecture: string | undefined
  readonly interpreter: string | undefined
  readonly needed: readonly string[]
  readonly soname: string | undefined
  readonly rpath: string | undefined
  readonly runpath: string | undefined
  readonly defined: readonly string[]
  readonly wanted: readonly string[]
}

function facts(path: string): Facts {
  using file = FileWindows.open(path)
  const elf = readElf(file)
  assert.ok(elf.ok)
  const { header, interpreter, dynamic } = elf.value
  return {
    architecture: elfArchitecture(header),
    interpreter,
    needed: dynamic?.needed ?? [],
    soname: dynamic?.soname,
    rpath: dynamic?.rpath,
    runpath: dynamic?.runpath,
    defined: dynamic?.versions?.defined ?? [],
    wanted: (dynamic?.versions?.needed ?? []).flatMap(({ library, versions }) =>
      versions.map((version) => `${library} ${version}`),
    ),
  }
}

/** What readelf prints of each file. */
function sections(files: readonly string[]): ReadonlyMap<string, string> {
  const text = execFileSync('readelf', ['-hldVW', '--', ...files], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 256 * 1024 * 1024,
    env: { ...process.env, LC_ALL: 'C' },
  })
  const parts = text.split(/^File: (.*)$/m).slice(1)
  return new Map(
    Array.from({ length: parts.length / 2 }, (_, i) => [
      parts[2 * i] ?? '',
      parts[2 * i + 1] ?? '',
    ]),
  )
}

const MACHINES: Readonly<Record<string, string>> = {
  'Advanced Micro Devices X86-64': 'amd64',
  'Intel 80386': '386',
  AArch64: 'arm64',
}

function factsOf(text: string): Facts {
  const one = (pattern: RegExp): string | undefined => pattern.exec(text)?.[1]
  const machine = one(/^ {2}Machine: +(.*)$/m) ?? ''
  return {
    architecture: MACHINES[machine],
    interpreter: one(/Requesting program interpreter: (.*)\]/),
    needed: [...text.matchAll(/\(NEEDED\) +Shared library: \[(.*)\]/g)].map(
      ([, name = '']) => name,
    ),
    soname: one(/\(SONAME\) +Library soname: \[(.*)\]/),
    rpath: one(/\(RPATH\) +Library rpath: \[(.*)\]/),
    runpath: one(/\(RUNPATH\) +Library runpath: \[(.*)\]/),
    ...versionsOf(text),
  }
}

/** The versions in what `readelf --version-info` prints. */
function versionsOf(text: string): Pick<Facts, 'defined' | 'wanted'> {
  const section = (name: string): string =>
    text.split(`\nVersion ${name} section `)[1]?.split('\n\n')[0] ?? ''
  const definitions = section('definition').matchAll(/ Rev: .*Name: (\S+)$/gm)
  const wanted = section('needs')
    .split(' Version: 1  File: ')
    .slice(1)
    .flatMap((part) => {
      const library = /^\S+/.exec(part)?.[0] ?? ''
      return [...part.matchAll(/ Name: (\S+) {2}Flags: (?!.*WEAK)/g)].map(
        ([, name = '']) => `${library} ${name}`,
      )
    })
  return { defined: [...new Set([...definitions].map(([, name = '']) => name))], wanted }
}
