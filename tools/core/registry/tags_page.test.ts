import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { nextLink, parseTagsPage } from './tags_page.ts'

describe('parseTagsPage()', () => {
  it('reads tags in their order, and null as none', () => {
    const page = parseTagsPage('{"name":"a/b","tags":["v2","latest"]}')
    assert.deepEqual(page, { ok: true, value: ['v2', 'latest'] })
    assert.deepEqual(parseTagsPage('{"name":"a/b","tags":null}'), { ok: true, value: [] })
  })

  for (const [text, problem] of [
    ['<html>', 'it is not JSON'],
    ['[]', 'it has no "tags"'],
    ['null', 'it has no "tags"'],
    ['{"tags":"v1"}', 'its "tags" is not a list'],
    ['{"tags":["v1",2]}', 'its "tags" has something that is not a tag'],
    ['{"tags":["\\u001b[31m"]}', 'its "tags" has something that is not a tag'],
  ] as const)
    it(`refuses ${text}`, () => {
      assert.deepEqual(parseTagsPage(text), { ok: false, failure: problem })
    })
})

describe('nextLink()', () => {
  for (const [header, target] of [
    ['</v2/a/tags/list?last=b&n=1>; rel="next"', '/v2/a/tags/list?last=b&n=1'],
    ['<https://r.io/x>; rel=next', 'https://r.io/x'],
    ['</first>; rel="first", </x,y>; title="a, <b>"; rel="prev NEXT"', '/x,y'],
    ['</a>; rel="prev"', undefined],
    ['</a>', undefined],
    ['', undefined],
  ] as const)
    it(`finds ${target ?? 'nothing'} in ${header}`, () => {
      assert.equal(nextLink(header), target)
    })
})
