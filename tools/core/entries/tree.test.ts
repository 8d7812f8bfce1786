import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Attributes, Entry, ImagePath } from './entry.ts'
import { DEFAULT_ATTRIBUTES } from './entry.ts'
import { buildTree, checkTree } from './tree.ts'

const at = (path: string): ImagePath => path as ImagePath

function file(path: string, source?: string, attributes: Partial<Attributes> = {}): Entry {
  return { kind: 'file', path: at(path), source, ...DEFAULT_ATTRIBUTES, ...attributes }
}

function directory(path: string, mode = 0o755): Entry {
  return { kind: 'directory', path: at(path), ...DEFAULT_ATTRIBUTES, mode }
}

function link(path: string, target: string): Entry {
  return { kind: 'link', path: at(path), target, ...DEFAULT_ATTRIBUTES }
}

function paths(entries: readonly Entry[]): readonly string[] {
  return entries.map(({ kind, path }) => (kind === 'directory' ? `${path}/` : path))
}

describe('buildTree()', () => {
  it('adds parents, and puts them first, by bytes', () => {
    const tree = buildTree([file('b/x', 's'), file('a/z/y', 's'), file('a-b', 's'), file('é', 's')])
    assert.ok(tree.ok)
    assert.deepEqual(paths(tree.value.entries), ['a/', 'a-b', 'a/z/', 'a/z/y', 'b/', 'b/x', 'é'])
  })

  it('is the same tree in whatever order things are found', () => {
    const found = [file('a/b', 's'), directory('a'), link('c/l', 'x'), file('c/m')]
    const [one, other] = [buildTree(found), buildTree(found.toReversed())]
    assert.deepEqual(one, other)
  })

  it('takes what is there twice from one source once', () => {
    const tree = buildTree([file('a', 's'), file('a', 's'), link('l', 'x'), link('l', 'x')])
    assert.ok(tree.ok)
    assert.deepEqual(paths(tree.value.entries), ['a', 'l'])
    assert.deepEqual(tree.value.possibleConflicts, [])
  })

  it('leaves two sources for one path to be compared', () => {
    const tree = buildTree([file('a', 's'), file('a', 't'), file('a')])
    assert.ok(tree.ok)
    assert.deepEqual(tree.value.possibleConflicts, [
      { path: 'a', first: 's', second: 't' },
      { path: 'a', first: 's', second: undefined },
    ])
  })

  it('reports all conflicts, with both sides', () => {
    const tree = buildTree([
      file('a', 's'),
      link('a', 't'),
      file('b', 's'),
      file('b/c/d', 's'),
      file('e/f', 's'),
      file('e', 'u'),
      link('g', 'x'),
      link('g', 'y'),
      file('h', 's'),
      file('h', 's', { mode: 0o644 }),
    ])
    assert.ok(!tree.ok)
    assert.deepEqual(tree.failure.slice(0, 4), [
      { kind: 'two-sources', path: 'a', first: 's', second: 'a link to t' },
      { kind: 'file-and-directory', path: 'b', file: 's', below: 'b/c/d' },
      { kind: 'file-and-directory', path: 'e', file: 'u', below: 'e' },
      { kind: 'two-sources', path: 'g', first: 'a link to x', second: 'a link to y' },
    ])
    const last = tree.failure[4]
    assert.ok(last?.kind === 'two-sources')
    assert.match(last.first, /^s mode=755 /)
    assert.match(last.second, /^s mode=644 /)
  })
})

describe('checkTree()', () => {
  it('keeps the order of the lines and adds nothing', () => {
    const tree = checkTree([file('b/c', 's'), directory('b'), file('a', 's')])
    assert.ok(tree.ok)
    assert.deepEqual(paths(tree.value.entries), ['b/c', 'b/', 'a'])
  })

  it('lets a later line change a directory', () => {
    const tree = checkTree([directory('tmp'), file('tmp/a', 's'), directory('tmp', 0o1777)])
    assert.ok(tree.ok)
    assert.deepEqual(
      tree.value.entries.map(({ mode }) => mode.toString(8)),
      ['1777', '755'],
    )
  })

  it('finds a file that something is below, however far', () => {
    const tree = checkTree([file('a/b/c', 's'), file('a', 't')])
    assert.deepEqual(tree, {
      ok: false,
      failure: [{ kind: 'file-and-directory', path: 'a', file: 't', below: 'a/b/c' }],
    })
  })
})
