import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Entry } from '../entries/entry.ts'
import { DEFAULT_ATTRIBUTES } from '../entries/entry.ts'
import { formatMtree } from './format.ts'
import { parseMtree } from './parse.ts'

function read(text: string): readonly Entry[] {
  const parsed = parseMtree(text)
  assert.ok(parsed.ok, JSON.stringify(parsed))
  return parsed.value
}

function problemsOf(text: string): readonly string[] {
  const parsed = parseMtree(text)
  assert.ok(!parsed.ok)
  return parsed.failure.map(({ line, problem }) => `${line}: ${problem}`)
}

function summary(text: string): readonly string[] {
  return read(text).map((entry) => `${entry.kind} ${entry.path} ${entry.mode.toString(8)}`)
}

describe('parseMtree()', () => {
  it('reads the lines that mtree_spec writes', () => {
    const text =
      'pkg/ uid=0 gid=0 time=1672560000 mode=0755 type=dir nlink=1\n' +
      'pkg/bin uid=1 gid=2 time=5.25 mode=0555 type=file nlink=1 content=bazel-out/k8/bin/pkg/bin\n' +
      'pkg/link uid=0 gid=0 time=1672560000 mode=0755 type=link link=../x\\040y\n'
    assert.deepEqual(read(text), [
      { kind: 'directory', path: 'pkg', ...DEFAULT_ATTRIBUTES },
      {
        kind: 'file',
        path: 'pkg/bin',
        source: 'bazel-out/k8/bin/pkg/bin',
        ...DEFAULT_ATTRIBUTES,
        uid: 1,
        gid: 2,
        mode: 0o555,
        mtime: { seconds: 5, nanoseconds: 25 },
      },
      { kind: 'link', path: 'pkg/link', target: '../x y', ...DEFAULT_ATTRIBUTES },
    ])
  })

  it('skips comments and blank lines, and joins continued lines', () => {
    const text = '#mtree\n\n  # a comment \\\n/set mode=0600 \\\n  uid=7\na.txt \\\n\tmode=0644\r\n'
    assert.deepEqual(summary(text), ['file a.txt 644'])
    assert.equal(read(text)[0]?.uid, 7)
  })

  it('keeps a name that ends in an escaped backslash apart from the next line', () => {
    assert.deepEqual(summary('a\\\\\nb\n'), ['file a\\ 755', 'file b 755'])
  })

  it('obeys /set and /unset', () => {
    const text =
      '/set type=dir mode=0700 uid=5\n./a\n/unset mode\n./b\n/unset all\n./c\n/set uid=9\n/unset nlink\n./d\n'
    const entries = read(text)
    assert.deepEqual(
      entries.map(({ kind, path, mode, uid }) => [kind, path, mode.toString(8), uid]),
      [
        ['directory', 'a', '700', 5],
        ['directory', 'b', '755', 5],
        ['file', 'c', '755', 0],
        ['file', 'd', '755', 9],
      ],
    )
  })

  it('places names without a slash in the directory of the lines before', () => {
    const text =
      '. type=dir\nusr type=dir\nbin type=dir\nls type=file\n..\nlib type=dir\n..\n..\nopt/x type=dir\netc type=file\n'
    assert.deepEqual(
      read(text).map(({ path }) => path),
      ['', 'usr', 'usr/bin', 'usr/bin/ls', 'usr/lib', 'opt/x', 'etc'],
    )
  })

  it('brings paths into one form', () => {
    const text = './a/b type=dir\n/abs//c/./d\n./e/ mode=0700\n'
    assert.deepEqual(summary(text), ['directory a/b 755', 'file abs/c/d 755', 'directory e 700'])
  })

  it('takes contents= for content=, and an empty file where there is neither', () => {
    const text = 'a contents=x\\040y\nb\nc size=0 content=\n'
    assert.deepEqual(
      read(text).map((entry) => entry.kind === 'file' && entry.source),
      ['x y', undefined, undefined],
    )
  })

  it('guesses a link by link=, and nothing else', () => {
    assert.deepEqual(read('a/b link=c\n')[0]?.kind, 'link')
  })

  it('reads names of owners', () => {
    const [entry] = read('a uname=nonroot gname=staff\n')
    assert.deepEqual([entry?.uname, entry?.gname], ['nonroot', 'staff'])
  })

  it('finds every bad line, and names what is wrong with it', () => {
    const text = [
      'ok mode=0644',
      'a colour=red size=1 taste',
      'b mode=0899',
      'c type=fifo',
      '../d type=file',
      'e uid=-1',
      'f time=yesterday',
      'g type=link',
      'h uid',
      'i size=12',
      '/unset colour',
      'j\\q',
      'k content=a\\000b',
      './ type=file',
      'l uid=2147483647 gid=2147483648',
    ].join('\n')
    assert.deepEqual(problemsOf(text), [
      '2: unknown keyword "colour", unknown keyword "taste"',
      '3: mode is "0899", accepted are octal digits such as 0755',
      '4: type is "fifo", accepted are file, dir and link',
      '5: the path leaves the image',
      '6: uid is "-1", accepted is a whole number',
      '7: time is "yesterday", accepted are seconds since 1970',
      '8: type=link without link=',
      '9: the keyword "uid" has no value',
      '10: 12 bytes without content=, which names the file that they come from',
      '11: unknown keyword "colour"',
      '12: unknown escape "\\q"; write a backslash as "\\134"',
      '13: a NUL character',
      '14: the root of the image is not a file',
      '15: gid is "2147483648", accepted is a whole number up to 2147483647',
    ])
  })

  it('counts a continued line by where it begins', () => {
    assert.deepEqual(problemsOf('# x\na \\\n  mode=9\n'), [
      '2: mode is "9", accepted are octal digits such as 0755',
    ])
  })

  it('reads the lines that it reads at once as it reads others', () => {
    const paths = fc.stringMatching(/^[a-c.]{1,3}(\/[a-c.]{1,3}){0,2}\/?$/)
    const word = fc.constantFrom(
      ...[
        'type=file',
        'type=dir',
        'type=link',
        'link=x',
        'mode=0600',
        'mode=9',
        'size=5',
        'size=0',
      ],
      ...['uid=7', 'time=5.25', 'sha1=x', 'x=y', '', 'content=b/c', 'content=', 'content=\\040'],
    )
    const words = fc.array(word, { maxLength: 5 }).map((list) => list.join(' '))
    const line = fc.tuple(paths, words).map((both) => both.join(' '))
    const lines = fc.array(
      fc.oneof(
        line,
        words.map((list) => `/set ${list}`),
      ),
      { maxLength: 6 },
    )
    const property = fc.property(lines, (given) => {
      // A tab is white space, too, but not what is read at once.
      const tabbed = given.map((text) => text.replaceAll(' ', '\t'))
      const withoutText = (text: string): unknown => {
        const parsed = parseMtree(text)
        return parsed.ok ? parsed : parsed.failure.map(({ line, problem }) => ({ line, problem }))
      }
      assert.deepEqual(withoutText(given.join('\n')), withoutText(tabbed.join('\n')))
    })
    fc.assert(property, { seed: 3, numRuns: 2000 })
  })

  it('does not take a keyword for one that objects have anyway', () => {
    assert.deepEqual(problemsOf('a constructor=1\n'), ['1: unknown keyword "constructor"'])
  })
})

describe('formatMtree()', () => {
  const attributes = { ...DEFAULT_ATTRIBUTES, mtime: { seconds: -5, nanoseconds: 7 } }
  const entries = [
    { kind: 'directory', path: '', ...attributes },
    { kind: 'directory', path: 'a b', ...attributes, uname: 'jo e' },
    { kind: 'file', path: 'a b/#=\\\t\né', source: 'x y', ...attributes, mode: 0o4755 },
    { kind: 'file', path: '..x', source: undefined, ...attributes, uid: 12 },
    { kind: 'link', path: 'l', target: '../#', ...attributes, gname: 'g' },
  ] as unknown as readonly Entry[]

  it('writes what parseMtree() reads', () => assert.deepEqual(read(formatMtree(entries)), entries))

  it('writes the words that people know', () => {
    const file = {
      kind: 'file',
      path: 'pkg/bin',
      source: 'out/bin',
      ...DEFAULT_ATTRIBUTES,
    } as Entry
    assert.equal(
      formatMtree([file]),
      'pkg/bin uid=0 gid=0 time=1672560000 mode=0755 type=file content=out/bin\n',
    )
  })
})
