import assert from 'node:assert/strict'
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, it } from 'node:test'
import { CHECKOUT } from './places.ts'

const PAGES = globSync('**/*.md', {
  cwd: CHECKOUT,
  exclude: (name) => name === 'node_modules' || name.startsWith('.') || name.startsWith('bazel-'),
})

const read = (path: string): string => readFileSync(join(CHECKOUT, path), 'utf8')

/** Everything but blocks of code, whose brackets are not links. */
const prose = (page: string): string => page.replaceAll(/^```[^]*?^```/gm, '')

/** Links and pages without a scheme: `](path#anchor)`. */
function relativeLinks(page: string): readonly string[] {
  const targets = [...prose(page).matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)[^)]*\)/g)]
  return targets.map(([, target = '']) => target)
}

/** Links to headings: the page, itself where it is not named, and the anchor. */
function anchoredLinks(page: string): readonly (readonly [string, string])[] {
  const targets = prose(read(page)).matchAll(/\]\((?!https?:)([^)#\s]*)#([^)\s]+)\)/g)
  return [...targets].map(([, target = '', anchor = '']) => [
    target === '' ? page : join(dirname(page), target),
    anchor,
  ])
}

/** The anchors that GitHub gives to the headings of a page. */
function anchors(page: string): ReadonlySet<string> {
  const headings = [...prose(read(page)).matchAll(/^#+ (.*)$/gm)].map(([, text = '']) => text)
  const plain = headings.map((text) =>
    text.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase(),
  )
  return new Set(plain.map((text) => text.replaceAll(/[^\w\- ]/g, '').replaceAll(' ', '-')))
}

function scripts(): ReadonlySet<string> {
  const { scripts: named } = JSON.parse(read('package.json')) as { scripts: object }
  return new Set(Object.keys(named))
}

describe('the pages', () => {
  it('are found', () => {
    assert.ok(PAGES.includes('README.md'))
    assert.ok(PAGES.includes('docs/developing.md'))
  })

  for (const page of PAGES) {
    it(`${page} links to files that exist`, () => {
      const missing = relativeLinks(read(page)).filter(
        (target) => !existsSync(join(CHECKOUT, dirname(page), target)),
      )
      assert.deepEqual(missing, [])
    })

    it(`${page} links to headings that exist`, () => {
      const links = anchoredLinks(page).filter(([target]) => PAGES.includes(target))
      const missing = links.filter(([target, anchor]) => !anchors(target).has(anchor))
      assert.deepEqual(missing, [])
    })

    it(`${page} names scripts that exist`, () => {
      const known = scripts()
      const named = [...read(page).matchAll(/\bnpm run ([a-z][\w:-]*)/g)].map(
        ([, name = '']) => name,
      )
      assert.deepEqual(
        named.filter((name) => !known.has(name)),
        [],
      )
    })
  }

  it('docs/security.md names tests that exist', () => {
    const named = [
      ...read('docs/security.md').matchAll(/"([^"|]+)" in \[[^\]]+\]\(([^)]+\.test\.ts)\)/g),
    ]
    assert.ok(named.length > 12)
    for (const [, name = '', file = ''] of named)
      assert.ok(read(join('docs', file)).includes(name), `no "${name}" in ${file}`)
  })

  it('examples/README.md links to every example', () => {
    const linked = new Set(
      relativeLinks(read('examples/README.md')).map((target) => target.split('/')[0]),
    )
    const folders = readdirSync(join(CHECKOUT, 'examples'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && /^[a-z]/.test(entry.name))
      .filter(({ name }) => existsSync(join(CHECKOUT, 'examples', name, 'BUILD.bazel')))
      .map(({ name }) => name)
    assert.ok(folders.includes('python'))
    assert.deepEqual(
      folders.filter((name) => !linked.has(name)),
      [],
    )
  })

  it('examples/MODULE.bazel names files that exist', () => {
    const named = [...read('examples/MODULE.bazel').matchAll(/\bsee (\S+\/[\w.]*\w)/g)].map(
      ([, name = '']) => name,
    )
    assert.ok(named.length > 3)
    assert.deepEqual(
      named.filter((name) => !existsSync(join(CHECKOUT, 'examples', name))),
      [],
    )
  })

  it('README.md shows the walkthrough as it is built', () => {
    const [, walkthrough = ''] = read('README.md').split('## The same step by step')
    const [, shown = ''] = /^```python\n([^]*?)^```/m.exec(walkthrough) ?? []
    const built = read('examples/mnist/BUILD.bazel')
    const calls = shown.trim().split('\n\n')
    assert.ok(calls.length > 5)
    for (const call of calls) assert.ok(built.includes(call), `not in the example:\n${call}`)
  })
})
