import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Failure } from '../failure.ts'
import { describe as print } from '../explain.ts'

function textOf(failure: Failure): string {
  return print('tar //pkg:layer', failure)
}

describe('describe() of tree and layer failures', () => {
  it('names the line, its text and what is wrong with it', () => {
    const problems = [
      { line: 3, text: 'a colour=red', problem: 'unknown keyword "colour"' },
      { line: 9, text: 'b mode=9', problem: 'mode is "9", accepted are octal digits such as 0755' },
    ]
    assert.equal(
      textOf({ topic: 'tree', reason: 'mtree', file: 'pkg/m.mtree', problems }),
      'tar //pkg:layer: Cannot read the mtree "pkg/m.mtree": 2 bad lines\n' +
        '    line 3: unknown keyword "colour": "a colour=red"\n' +
        '    line 9: mode is "9", accepted are octal digits such as 0755: "b mode=9"\n' +
        '  accepted: PATH KEYWORD=VALUE..., such as "bin/app uid=0 gid=0 mode=0755 type=file content=path/of/app"',
    )
  })

  it('names both sources of one path', () => {
    const conflicts = [{ kind: 'two-sources', path: 'a/b', first: 'x/b', second: 'y/b' }] as const
    assert.equal(
      textOf({ topic: 'tree', reason: 'conflicts', conflicts }),
      'tar //pkg:layer: Cannot put two things at one path: "a/b" comes from "x/b" and from "y/b"\n' +
        '  fix: drop one of the two, or place it elsewhere',
    )
  })

  it('says of each link why it is of no use', () => {
    const link = { path: 'v/python3', source: 'bazel-out/v/python3', target: '/usr/bin/python3' }
    const links = [{ ...link, problem: 'it points to a file of this machine' }]
    assert.match(
      textOf({ topic: 'tree', reason: 'broken-links', links }),
      /whose target is not in the layer: "v\/python3" -> "\/usr\/bin\/python3": it points to a file of this machine\n {2}accepted: relative links.*\n {2}fix: /,
    )
  })

  it('says what a name does that removes files, and how to ask for that', () => {
    assert.match(
      textOf({ topic: 'tree', reason: 'whiteouts', paths: ['opt/.wh.x'] }),
      /starts with "\.wh\.": .* layers below: "opt\/\.wh\.x"\n {2}accepted: .*mtree.*\n {2}fix: rename/,
    )
  })

  it('says how many more there are when there are many', () => {
    const sources = Array.from({ length: 25 }, (_, index) => ({ path: `p${index}`, source: 's' }))
    const text = textOf({ topic: 'tree', reason: 'missing-sources', sources })
    assert.match(text, /\n {4}"p19": "s"\n {4}and 5 more\n/)
  })

  it('says what a file is that is not a layer', () => {
    assert.equal(
      textOf({ topic: 'layer', reason: 'not-a-tar', file: 'x.tar.bz2', found: 'a bzip2 file' }),
      'tar //pkg:layer: Cannot use "x.tar.bz2" as a layer: it is a bzip2 file\n' +
        '  accepted: a tar file, plain or compressed by gzip or zstd',
    )
  })
})
