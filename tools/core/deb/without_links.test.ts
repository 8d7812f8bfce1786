import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Entry, ImagePath } from '../entries/entry.ts'
import { DEFAULT_ATTRIBUTES } from '../entries/entry.ts'
import { withoutLinks } from './without_links.ts'

/** `PATH/` is a directory, `PATH -> TARGET` a link, and anything else a file with its path as its source. */
function entry(text: string): Entry {
  const [path = '', target] = text.split(' -> ')
  if (target !== undefined)
    return { ...DEFAULT_ATTRIBUTES, kind: 'link', path: path as ImagePath, target }
  return path.endsWith('/')
    ? { ...DEFAULT_ATTRIBUTES, kind: 'directory', path: path.slice(0, -1) as ImagePath }
    : { ...DEFAULT_ATTRIBUTES, kind: 'file', path: path as ImagePath, source: path }
}

function expanded(...texts: readonly string[]): readonly string[] {
  return withoutLinks(texts.map(entry)).map((each) => {
    if (each.kind === 'directory') return `${each.path}/`
    assert.equal(each.kind, 'file')
    return each.source === each.path ? each.path : `${each.path} = ${each.source ?? ''}`
  })
}

describe('withoutLinks', () => {
  it('copies files, through links on the way, relative and from the root', () => {
    assert.deepEqual(
      expanded(
        'etc/',
        'etc/site.py',
        'lib -> usr/lib',
        'usr/',
        'usr/lib/',
        'usr/lib/libz.so -> libz.so.1',
        'usr/lib/libz.so.1 -> ../../lib/libz.so.1.2',
        'usr/lib/libz.so.1.2',
        'usr/lib/site.py -> /etc/site.py',
      ),
      [
        'etc/',
        'etc/site.py',
        'lib/',
        'lib/libz.so = usr/lib/libz.so.1.2',
        'lib/libz.so.1 = usr/lib/libz.so.1.2',
        'lib/libz.so.1.2 = usr/lib/libz.so.1.2',
        'lib/site.py = etc/site.py',
        'usr/',
        'usr/lib/',
        'usr/lib/libz.so = usr/lib/libz.so.1.2',
        'usr/lib/libz.so.1 = usr/lib/libz.so.1.2',
        'usr/lib/libz.so.1.2',
        'usr/lib/site.py = etc/site.py',
      ],
    )
  })

  for (const [what, links] of [
    ['to nothing', ['a -> b']],
    ['to themselves', ['a -> a']],
    ['in a circle', ['a -> b', 'b -> a']],
    ['to a directory that they are in', ['d/', 'd/up -> ..', 'd/here -> .', 'd/me -> /d/me']],
    ['below a file', ['f', 'a -> f/x']],
  ] as const)
    it(`leaves out links ${what}`, () => {
      assert.deepEqual(
        expanded(...links),
        links.filter((text) => !text.includes('->')),
      )
    })

  it('does not follow links to directories within a copied directory', () => {
    assert.deepEqual(expanded('a/', 'a/x', 'b/', 'b/deep -> ../a', 'c -> b').slice(-1), ['c/'])
  })
})
