import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { symlinkSync } from 'node:fs'
import { describe, it } from 'node:test'
import { NO_CHANGES } from '../../core/entries/changes.ts'
import type { Entry, ImagePath } from '../../core/entries/entry.ts'
import type { Placement } from '../../core/entries/operands.ts'
import type { Failure } from '../../core/failure.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import { Scratch } from '../../testing/scratch.ts'
import { collectEntries } from './collect.ts'
import { messageOf } from '../../testing/saying.ts'

function source(path: string, from: string): Placement {
  return { kind: 'source', path: path as ImagePath, source: from }
}

function shown(entries: readonly Entry[], scratch: Scratch): readonly string[] {
  return entries.map((entry) => {
    switch (entry.kind) {
      case 'directory':
        return `${entry.path}/`
      case 'link':
        return `${entry.path} -> ${entry.target}`
      case 'file':
        return `${entry.path} < ${entry.source?.replace(scratch.path(), '') ?? ''}`
    }
  })
}

function collect(
  scratch: Scratch,
  placements: readonly Placement[],
  preserveSymlinks = false,
): readonly string[] {
  return shown(collectEntries(placements, { preserveSymlinks }), scratch)
}

function failureOf(action: () => unknown): Failure {
  try {
    action()
  } catch (error) {
    if (error instanceof ExpectedFailure) return error.failure
    throw error
  }
  throw new assert.AssertionError({ message: 'Nothing was thrown' })
}

describe('collectEntries()', () => {
  it('walks directories, adds parents, and sorts by bytes', async () => {
    await using scratch = await Scratch.make()
    scratch.write('tree/b', '1')
    scratch.write('tree/a/é', '2')
    scratch.write('tree/a-', '3')
    const placements = [
      source('opt/x', scratch.path('tree')),
      { kind: 'empty', path: 'opt/__init__.py' as ImagePath } as const,
      source('bin', scratch.path('tree/b')),
    ]
    assert.deepEqual(collect(scratch, placements), [
      'bin < /tree/b',
      'opt/',
      'opt/__init__.py < ',
      'opt/x/',
      'opt/x/a/',
      'opt/x/a-  < /tree/a-'.replace('  ', ' '),
      'opt/x/a/é < /tree/a/é',
      'opt/x/b < /tree/b',
    ])
  })

  it('can put what is in a directory at the root', async () => {
    await using scratch = await Scratch.make()
    scratch.write('tree/sub/b', '1')
    const placements = [source('', scratch.path('tree'))]
    assert.deepEqual(collect(scratch, placements), ['sub/', 'sub/b < /tree/sub/b'])
  })

  it('leaves out directories without files, as sandboxes do, but for one that is a source itself', async () => {
    await using scratch = await Scratch.make()
    scratch.write('tree/a/b', '')
    execFileSync('mkdir', ['-p', scratch.path('tree/e/e/e'), scratch.path('tree/a/e')])
    execFileSync('mkdir', [scratch.path('alone')])
    scratch.link('tree/link', 'e')
    const placements = [source('t', scratch.path('tree')), source('x/y', scratch.path('alone'))]
    for (const preserveSymlinks of [false, true])
      assert.deepEqual(collect(scratch, placements, preserveSymlinks), [
        't/',
        't/a/',
        't/a/b < /tree/a/b',
        'x/',
        'x/y/',
      ])
  })

  it('follows links to files and directories', async () => {
    await using scratch = await Scratch.make()
    scratch.write('real/f', '1')
    scratch.link('tree/file', '../real/f')
    scratch.link('tree/dir', scratch.path('real'))
    assert.deepEqual(collect(scratch, [source('t', scratch.path('tree'))]), [
      't/',
      't/dir/',
      't/dir/f < /tree/dir/f',
      't/file < /tree/file',
    ])
  })

  it('moves what it finds, and judges links by where they are then', async () => {
    await using scratch = await Scratch.make()
    scratch.write('tree/in/a', '1')
    scratch.write('tree/b', '2')
    scratch.link('tree/in/to-a', 'a')
    scratch.link('tree/in/to-b', '../b')
    const moved = (from: string, to: string): readonly string[] => {
      const move = { from: from as ImagePath, to: to as ImagePath }
      const placements = [
        source('p/t/in', scratch.path('tree/in')),
        { kind: 'empty', path: 'p/t/empty' as ImagePath } as const,
      ]
      const options = { preserveSymlinks: true, changes: { ...NO_CHANGES, move } }
      return shown(collectEntries(placements, options), scratch)
    }
    assert.deepEqual(moved('p', 'x/y'), [
      'x/',
      'x/y/',
      'x/y/t/',
      'x/y/t/empty < ',
      'x/y/t/in/',
      'x/y/t/in/a < /tree/in/a',
      'x/y/t/in/to-a -> a',
      'x/y/t/in/to-b < /tree/in/to-b',
    ])
    assert.deepEqual(
      failureOf(() => moved('p/t/in', '')),
      { topic: 'tree', reason: 'outside-prefix', prefix: 'p/t/in', paths: ['p/t/empty'] },
    )
    // A name that only begins like the prefix is outside of it.
    assert.deepEqual(
      failureOf(() => moved('p/t/i', '')),
      {
        topic: 'tree',
        reason: 'outside-prefix',
        prefix: 'p/t/i',
        paths: ['p/t/in', 'p/t/in/a', 'p/t/in/to-a', 'p/t/in/to-b', 'p/t/empty'],
      },
    )
  })

  it('leaves out the directory that is taken off, and those above', async () => {
    await using scratch = await Scratch.make()
    scratch.write('tree/in/a', '1')
    const move = { from: 'p/in' as ImagePath, to: '' as ImagePath }
    const changes = { ...NO_CHANGES, move, uid: 7, mode: 0o600 }
    const placements = [source('p', scratch.path('tree'))]
    const [entry, ...more] = collectEntries(placements, { preserveSymlinks: false, changes })
    assert.deepEqual(more, [])
    assert.deepEqual([entry?.path, entry?.uid, entry?.gid, entry?.mode], ['a', 7, 0, 0o600])
  })

  it('takes two sources of the same bytes for one', async () => {
    await using scratch = await Scratch.make()
    const [a, b] = [scratch.write('a', 'same'), scratch.write('b', 'same')]
    assert.deepEqual(collect(scratch, [source('x', a), source('x', b)]), ['x < /a'])
    const placements = [
      source('x', scratch.write('c', '')),
      { kind: 'empty', path: 'x' as ImagePath } as const,
    ]
    assert.deepEqual(collect(scratch, placements), ['x < /c'])
  })

  it('names both sources of all paths where bytes differ', async () => {
    await using scratch = await Scratch.make()
    const [a, b] = [scratch.write('a', 'same'), scratch.write('b', 'sama')]
    const c = scratch.write('c', 'longer')
    const placements = [source('x', a), source('x', b), source('y', a), source('y', c)]
    assert.deepEqual(
      failureOf(() => collect(scratch, placements)),
      {
        topic: 'tree',
        reason: 'conflicts',
        conflicts: [
          { kind: 'two-sources', path: 'x', first: a, second: b },
          { kind: 'two-sources', path: 'y', first: a, second: c },
        ],
      },
    )
  })

  it('names all missing sources, dangling links among them', async () => {
    await using scratch = await Scratch.make()
    const dangling = scratch.link('tree/dangling', 'nowhere')
    const placements = [
      source('a', scratch.path('missing')),
      source('t', scratch.path('tree')),
      source('b', scratch.write('b', '')),
    ]
    for (const preserveSymlinks of [false, true]) {
      const failure = failureOf(() => collect(scratch, placements, preserveSymlinks))
      assert.ok(failure.reason === 'missing-sources')
      assert.deepEqual(
        failure.sources.map((missing) => missing.source),
        [scratch.path('missing'), dangling],
      )
    }
  })

  for (const [what, target] of [
    ['itself', 'loop'],
    ['the directory it is in', '.'],
    ['a directory above', '../..'],
  ] as const) {
    it(`refuses a link to ${what}`, async () => {
      await using scratch = await Scratch.make()
      scratch.write('tree/a/f', '')
      scratch.link('tree/a/loop', target)
      const failure = failureOf(() => collect(scratch, [source('t', scratch.path('tree'))]))
      assert.ok(failure.topic === 'tree' || failure.topic === 'file', failure.topic)
      assert.match(
        messageOf(new ExpectedFailure(failure)),
        /symbolic link.*loop|leads back to itself/,
      )
    })
  }

  it('takes two links to one directory, which is no loop', async () => {
    await using scratch = await Scratch.make()
    scratch.write('tree/a/f', '')
    scratch.link('tree/b', 'a')
    scratch.link('tree/c', 'a')
    assert.equal(collect(scratch, [source('t', scratch.path('tree'))]).length, 7)
  })

  it('refuses a named pipe', async () => {
    await using scratch = await Scratch.make()
    scratch.write('tree/f', '')
    execFileSync('mkfifo', [scratch.path('tree/pipe')])
    assert.deepEqual(
      failureOf(() => collect(scratch, [source('t', scratch.path('tree'))])),
      {
        topic: 'tree',
        reason: 'special-file',
        source: scratch.path('tree/pipe'),
        found: 'a named pipe',
      },
    )
  })

  it('refuses names by which engines would remove files of lower layers', async () => {
    await using scratch = await Scratch.make()
    const placements = [
      source('t', scratch.path('tree')),
      source('opt/.wh..wh..opq', scratch.write('tree/a/.wh.b', '')),
    ]
    assert.deepEqual(
      failureOf(() => collect(scratch, placements)),
      { topic: 'tree', reason: 'whiteouts', paths: ['opt/.wh..wh..opq', 't/a/.wh.b'] },
    )
  })

  it('refuses names that no file system can hold, counted in bytes', async () => {
    await using scratch = await Scratch.make()
    const file = scratch.write('a', '')
    const [most, long] = [`${'é'.repeat(127)}x`, 'é'.repeat(128)]
    collect(scratch, [source(`${most}/${most}`, file)])
    assert.deepEqual(
      failureOf(() => collect(scratch, [source(`opt/${long}/a`, file)])),
      { topic: 'tree', reason: 'long-names', paths: [`opt/${long}`, `opt/${long}/a`] },
    )
  })

  it('refuses a name that is not UTF-8', async () => {
    await using scratch = await Scratch.make()
    scratch.write('tree/f', '')
    symlinkSync('f', Buffer.concat([Buffer.from(scratch.path('tree/')), Buffer.from([0x61, 0xff])]))
    const failure = failureOf(() => collect(scratch, [source('t', scratch.path('tree'))]))
    assert.equal(failure.reason, 'name-not-utf8')
  })
})

describe('collectEntries() keeping links', () => {
  it('keeps a relative link whose target is in the tree', async () => {
    await using scratch = await Scratch.make()
    scratch.write('tree/lib/libx.so.1', '1')
    scratch.link('tree/lib/libx.so', 'libx.so.1')
    scratch.link('tree/current', 'lib')
    assert.deepEqual(collect(scratch, [source('t', scratch.path('tree'))], true), [
      't/',
      't/current -> lib',
      't/lib/',
      't/lib/libx.so -> libx.so.1',
      't/lib/libx.so.1 < /tree/lib/libx.so.1',
    ])
  })

  it('keeps links between sources that are listed one by one', async () => {
    await using scratch = await Scratch.make()
    scratch.write('out/lib/real', '1')
    const link = scratch.link('out/bin/tool', '../lib/real')
    const placements = [source('lib/real', scratch.path('out/lib/real')), source('bin/tool', link)]
    assert.deepEqual(collect(scratch, placements, true), [
      'bin/',
      'bin/tool -> ../lib/real',
      'lib/',
      'lib/real < /out/lib/real',
    ])
  })

  it('follows a link whose target is not in the tree, or is something else there', async () => {
    await using scratch = await Scratch.make()
    scratch.write('outside', '1')
    scratch.write('tree/other', '2')
    const link = scratch.link('tree/link', '../outside')
    const moved = scratch.link('elsewhere/moved', '../outside')
    const placements = [
      source('t/link', link),
      source('t/moved', moved),
      source('outside', scratch.path('tree/other')),
    ]
    assert.deepEqual(collect(scratch, placements, true), [
      'outside < /tree/other',
      't/',
      't/link < /tree/link',
      't/moved < /elsewhere/moved',
    ])
  })

  it('follows absolute links', async () => {
    await using scratch = await Scratch.make()
    const target = scratch.write('tree/f', '1')
    scratch.link('tree/link', target)
    assert.deepEqual(collect(scratch, [source('t', scratch.path('tree'))], true), [
      't/',
      't/f < /tree/f',
      't/link < /tree/link',
    ])
  })

  it('looks through the links by which Bazel stages inputs', async () => {
    await using scratch = await Scratch.make()
    scratch.write('execroot/out/pkg/lib.1', '1')
    scratch.link('execroot/out/pkg/lib', 'lib.1')
    for (const name of ['lib', 'lib.1'])
      scratch.link(`sandbox/out/pkg/${name}`, scratch.path(`execroot/out/pkg/${name}`))
    const before = process.cwd()
    process.chdir(scratch.path('sandbox'))
    try {
      const placements = ['lib', 'lib.1'].map((name) => source(`p/${name}`, `out/pkg/${name}`))
      assert.deepEqual(collect(scratch, placements, true), [
        'p/',
        'p/lib -> lib.1',
        'p/lib.1 < out/pkg/lib.1',
      ])
    } finally {
      process.chdir(before)
    }
  })
})

/** Runs with the execution root as the working directory, as actions do. */
function within<T>(directory: string, action: () => T): T {
  const before = process.cwd()
  process.chdir(directory)
  try {
    return action()
  } finally {
    process.chdir(before)
  }
}

describe('collectEntries() of declared links', () => {
  const VENV = 'bazel-out/k8/bin/pkg/venv'

  /** A program with a virtual environment whose links are right in its runfiles only. */
  function program(scratch: Scratch): readonly Placement[] {
    scratch.write('root/bazel-out/k8/bin/ext/python3', '1')
    scratch.write('root/bazel-out/k8/bin/ext/lib/os.py', '2')
    scratch.link(`root/${VENV}/bin/python3`, '../../../../ext~/bin/python3')
    scratch.link(`root/${VENV}/bin/python`, 'python3')
    scratch.link(`root/${VENV}/lib`, '../../../ext~/lib')
    return [
      source('app.runfiles/_main/pkg/venv/bin/python', `${VENV}/bin/python`),
      source('app.runfiles/_main/pkg/venv/bin/python3', `${VENV}/bin/python3`),
      source('app.runfiles/_main/pkg/venv/lib', `${VENV}/lib`),
      source('app.runfiles/ext~/bin/python3', 'bazel-out/k8/bin/ext/python3'),
      source('app.runfiles/ext~/lib/os.py', 'bazel-out/k8/bin/ext/lib/os.py'),
    ]
  }

  it('follows them by the paths in the layer', async () => {
    await using scratch = await Scratch.make()
    const placements = program(scratch)
    const found = within(scratch.path('root'), () => collect(scratch, placements))
    assert.deepEqual(
      found.filter((line) => line.includes('/venv/')),
      [
        'app.runfiles/_main/pkg/venv/',
        'app.runfiles/_main/pkg/venv/bin/',
        'app.runfiles/_main/pkg/venv/bin/python < bazel-out/k8/bin/ext/python3',
        'app.runfiles/_main/pkg/venv/bin/python3 < bazel-out/k8/bin/ext/python3',
        'app.runfiles/_main/pkg/venv/lib/',
        'app.runfiles/_main/pkg/venv/lib/os.py < bazel-out/k8/bin/ext/lib/os.py',
      ],
    )
  })

  it('keeps them where links are kept', async () => {
    await using scratch = await Scratch.make()
    const placements = program(scratch)
    const found = within(scratch.path('root'), () => collect(scratch, placements, true))
    assert.deepEqual(
      found.filter((line) => line.includes('/venv/')),
      [
        'app.runfiles/_main/pkg/venv/',
        'app.runfiles/_main/pkg/venv/bin/',
        'app.runfiles/_main/pkg/venv/bin/python -> python3',
        'app.runfiles/_main/pkg/venv/bin/python3 -> ../../../../ext~/bin/python3',
        'app.runfiles/_main/pkg/venv/lib -> ../../../ext~/lib',
      ],
    )
  })

  it('keeps them where other layers have what they lead to', async () => {
    await using scratch = await Scratch.make()
    const links = program(scratch).filter(({ path }) => !path.includes('/ext~/'))
    const options = { preserveSymlinks: false, otherLayers: true }
    const entries = within(scratch.path('root'), () => collectEntries(links, options))
    assert.deepEqual(
      shown(entries, scratch).filter((line) => line.includes(' -> ')),
      [
        'app.runfiles/_main/pkg/venv/bin/python -> python3',
        'app.runfiles/_main/pkg/venv/bin/python3 -> ../../../../ext~/bin/python3',
        'app.runfiles/_main/pkg/venv/lib -> ../../../ext~/lib',
      ],
    )
  })

  it('refuses all that lead out, to nothing or back to themselves, and no file of the host gets in', async () => {
    await using scratch = await Scratch.make()
    const targets = {
      absolute: '/etc/passwd',
      above: '../../../../../../../../../../../../../../../../../../etc/passwd',
      nothing: '../nowhere',
      loop: 'loop',
    }
    const placements = Object.entries(targets).map(([name, target]) => {
      scratch.link(`root/${VENV}/${name}`, target)
      return source(`v/${name}`, `${VENV}/${name}`)
    })
    for (const preserveSymlinks of [false, true]) {
      const failure = within(scratch.path('root'), () =>
        failureOf(() => collect(scratch, placements, preserveSymlinks)),
      )
      assert.ok(failure.reason === 'broken-links')
      assert.deepEqual(Object.fromEntries(failure.links.map((link) => [link.path, link.problem])), {
        'v/absolute': 'it points to a file of this machine',
        'v/above': 'it points outside the image',
        'v/nothing': 'there is nothing at "nowhere" in the layer',
        'v/loop': 'it leads back to itself',
      })
    }
  })

  it('takes outputs that Bazel has linked to what it has put there for files, as ever', async () => {
    await using scratch = await Scratch.make()
    const output = 'bazel-out/k8/bin/x'
    scratch.write(`real/${output}`, '1')
    scratch.write('workspace/pkg/f', '2')
    scratch.link('sandbox/bazel-out/k8/bin/x', scratch.path(`real/${output}`))
    scratch.link('root/pkg', scratch.path('workspace/pkg'))
    scratch.link('root/bazel-out/k8/bin/y', scratch.path('workspace/pkg/f'))
    assert.deepEqual(
      within(scratch.path('sandbox'), () => collect(scratch, [source('x', output)])),
      [`x < ${output}`],
    )
    const y = 'bazel-out/k8/bin/y'
    assert.deepEqual(
      within(scratch.path('root'), () => collect(scratch, [source('y', y)])),
      [`y < ${y}`],
    )
  })
})
