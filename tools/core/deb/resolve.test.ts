import { deepEqual, equal } from 'node:assert/strict'
import { spawnSync, execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { explain } from '../explain.ts'
import { makeUniverse, parseIndex } from './available.ts'
import { parseRelation } from './relation.ts'
import { resolve } from './resolve.ts'

/** An index, from lines such as `a 1.0; Depends: b (>= 2) | c; Provides: d`. */
function indexOf(lines: readonly string[]): string {
  return lines
    .map((line) => {
      const [head = '', ...fields] = line.split('; ')
      const [name = '', version = '1'] = head.split(' ')
      return [
        `Package: ${name}`,
        `Version: ${version}`,
        'Architecture: amd64',
        'Maintainer: nobody <nobody@example.invalid>',
        'Description: none',
        `Filename: ./pool/${name}_${version}.deb`,
        'Size: 1000',
        `SHA256: ${'0'.repeat(64)}`,
        ...fields,
      ].join('\n')
    })
    .join('\n\n')
}

interface Asked {
  readonly packages: readonly string[]
  readonly exclude?: readonly string[]
}

/** The chosen packages, or what went wrong. */
function choose(lines: readonly string[], { packages, exclude = [] }: Asked): string {
  const chosen = resolve({
    universe: makeUniverse(parseIndex(indexOf(lines), 'amd64')),
    packages: packages.flatMap((text) => parseRelation(text) ?? []),
    exclude: new Set(exclude),
    place: 'sid for amd64',
  })
  if (!chosen.ok) return explain(chosen.failure).message
  const names = [...chosen.value.values()].map(({ name, version }) => `${name} ${version}`)
  return names.sort().join(', ')
}

describe('resolve()', () => {
  for (const [what, lines, asked, chosen] of [
    [
      'takes what is needed',
      ['a; Depends: b', 'b; Pre-Depends: c', 'c', 'd'],
      ['a'],
      'a 1, b 1, c 1',
    ],
    ['takes the latest version', ['a 1.9', 'a 1.10', 'a 1.10~rc1'], ['a'], 'a 1.10'],
    ['takes the version that is asked for', ['a 1', 'a 2'], ['a (= 1)'], 'a 1'],
    [
      'takes the latest that fits',
      ['a; Depends: b (<< 3)', 'b 1', 'b 2', 'b 3'],
      ['a'],
      'a 1, b 2',
    ],
    ['takes the first alternative', ['a; Depends: b | c', 'b', 'c'], ['a'], 'a 1, b 1'],
    [
      'takes another alternative where the first is not there',
      ['a; Depends: x | c', 'c'],
      ['a'],
      'a 1, c 1',
    ],
    [
      'takes an alternative that is asked for anyway',
      ['a; Depends: b | c', 'b', 'c'],
      ['a', 'c'],
      'a 1, c 1',
    ],
    ['takes what provides a name', ['a; Depends: mail', 'b; Provides: mail'], ['a'], 'a 1, b 1'],
    [
      'takes a provider of higher priority',
      [
        'a; Depends: awk',
        'gawk; Provides: awk; Priority: optional',
        'mawk; Provides: awk; Priority: required',
      ],
      ['a'],
      'a 1, mawk 1',
    ],
    [
      'takes a name in a version only from who provides it in one',
      [
        'a; Depends: api (>= 2)',
        'b; Provides: api',
        'c; Provides: api (= 1)',
        'd; Provides: api (= 2)',
      ],
      ['a'],
      'a 1, d 1',
    ],
    ['follows circles', ['a; Depends: b', 'b; Depends: a'], ['a'], 'a 1, b 1'],
    ['does not follow recommendations', ['a; Recommends: b; Suggests: c', 'b', 'c'], ['a'], 'a 1'],
    [
      'lets a package conflict with its own name',
      ['a; Provides: mail; Conflicts: mail'],
      ['a'],
      'a 1',
    ],
  ] as const)
    it(what, () => equal(choose(lines, { packages: asked }), chosen))

  it('counts excluded packages as there, under all of their names', () => {
    const lines = [
      'a; Depends: b, awk',
      'b; Depends: debconf (>= 9) | debconf-2.0',
      'mawk; Provides: awk',
    ]
    equal(choose(lines, { packages: ['a'], exclude: ['debconf', 'mawk'] }), 'a 1, b 1')
  })

  it('counts a package as there for one other package only', () => {
    const lines = [
      'a; Depends: tools, b',
      'b; Depends: tools | others',
      'tools',
      'c; Depends: tools',
    ]
    const exclude = ['a/tools', 'b/others']
    equal(choose(lines, { packages: ['a'], exclude }), 'a 1, b 1')
    equal(choose(lines, { packages: ['a', 'c'], exclude }), 'a 1, b 1, c 1, tools 1')
  })

  for (const [what, lines, asked, message] of [
    [
      'a package that is not there',
      ['a'],
      ['b'],
      'Cannot find the package "b": sid for amd64 has no package of this name',
    ],
    [
      'a need that nothing fulfils',
      ['a; Depends: x | y'],
      ['a'],
      'Cannot find the package "x | y", which a needs: sid for amd64 has no package of this name',
    ],
    [
      'a version that is not there',
      ['a; Depends: b (>= 3)', 'b 1', 'b 2'],
      ['a'],
      'Cannot find a version that fits "b (>= 3)", which a needs in sid for amd64',
    ],
    [
      'two needs that no version fulfils',
      ['a; Depends: b (>= 2), c', 'b 1', 'b 2', 'c; Depends: b (<< 2)'],
      ['a'],
      'Cannot find a version that fits "b (<< 2)", which c needs in sid for amd64',
    ],
    [
      'conflicting packages',
      ['a; Conflicts: b (<< 2)', 'b 1'],
      ['a', 'b'],
      'Cannot install a 1 together with b 1: it conflicts with "b (<< 2)"',
    ],
  ] as const)
    it(`explains ${what}`, () => equal(choose(lines, { packages: asked }), message))

  it('names similar packages, and the versions that are there', () => {
    const universe = makeUniverse(
      parseIndex(indexOf(['libssl3', 'libssl-dev', 'zlib1g 1']), 'amd64'),
    )
    const request = { universe, exclude: new Set<string>(), place: 'sid for amd64' }
    const unknown = resolve({ ...request, packages: [{ name: 'libssl1.1' }] })
    equal(!unknown.ok && explain(unknown.failure).accepted, 'names such as libssl-dev, libssl3')
    const packages = [{ name: 'zlib1g', operator: '=', version: '2' } as const]
    const absent = resolve({ ...request, packages })
    equal(!absent.ok && explain(absent.failure).accepted, 'zlib1g 1')
  })

  it('passes over other architectures', () => {
    const text = indexOf(['a', 'b']).replace('Architecture: amd64', 'Architecture: arm64')
    deepEqual([...makeUniverse(parseIndex(text, 'amd64')).byName.keys()], ['b'])
  })
})

const hasApt = spawnSync('apt-get', ['--version']).status === 0

/** Some packages that need each other, in versions. */
const archive = fc.uniqueArray(
  fc.record({
    name: fc.constantFrom('aa', 'bb', 'cc', 'dd', 'ee', 'ff'),
    needs: fc.array(
      fc.tuple(
        fc.constantFrom('aa', 'bb', 'cc', 'dd', 'ee', 'ff'),
        fc.constantFrom('', ' (>= 1)', ' (>= 2)', ' (<= 2)'),
      ),
      { maxLength: 3 },
    ),
    version: fc.constantFrom('1', '2', '2-1'),
  }),
  { minLength: 3, selector: ({ name }) => name },
)

/** What apt would install in an empty system: `name version`, or nothing where it cannot. */
function aptChooses(directory: string, index: string, name: string): string {
  const repository = join(directory, 'repository')
  for (const folder of ['repository', 'lists/partial', 'archives/partial'])
    mkdirSync(join(directory, folder), { recursive: true })
  writeFileSync(join(repository, 'Packages'), `${index}\n`)
  writeFileSync(join(directory, 'status'), '')
  writeFileSync(join(directory, 'sources.list'), `deb [trusted=yes] file:${repository} ./\n`)
  const settings = {
    'Dir::State': directory,
    'Dir::State::status': join(directory, 'status'),
    'Dir::State::lists': join(directory, 'lists'),
    'Dir::Cache': directory,
    'Dir::Etc::sourcelist': join(directory, 'sources.list'),
    'Dir::Etc::sourceparts': '/dev/null',
    'APT::Sandbox::User': 'root',
    'APT::Architecture': 'amd64',
  }
  const options = Object.entries(settings).flatMap(([key, value]) => ['-o', `${key}=${value}`])
  execFileSync('apt-get', [...options, '-qq', 'update'], { stdio: 'ignore' })
  const args = [...options, '-s', '--no-install-recommends', 'install', name]
  const { stdout } = spawnSync('apt-get', args, {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  })
  const lines = stdout.matchAll(/^Inst (\S+) \((\S+) /gm)
  return Array.from(lines, ([, one, version]) => `${one} ${version}`)
    .sort()
    .join(', ')
}

it('chooses what apt would', { skip: !hasApt && 'there is no apt' }, () => {
  const directory = mkdtempSync(join(tmpdir(), 'rt-test-'))
  try {
    const property = fc.property(archive, (packages) => {
      const lines = packages.map(({ name, version, needs }) => {
        const text = needs.map(([needed, range]) => needed + range).join(', ')
        return `${name} ${version}${text === '' ? '' : `; Depends: ${text}`}`
      })
      const name = packages[0]?.name ?? ''
      const mine = choose(lines, { packages: [name] })
      equal(mine.startsWith('Cannot') ? '' : mine, aptChooses(directory, indexOf(lines), name))
    })
    fc.assert(property, { seed: 5, numRuns: 40 })
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
})
