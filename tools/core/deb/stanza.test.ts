import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { parseStanza, parseStanzas, printStanza } from './stanza.ts'

const TEXT = `Package: libfoo
Depends: libc6 (>= 2.36),
 libbar
Description: a library
 It has two lines
 .
 and a paragraph.
Conffiles:
 /etc/foo 0123
`

test('fields keep their order, and values their lines', () => {
  const stanza = parseStanza(TEXT)
  deepEqual([...stanza.keys()], ['Package', 'Depends', 'Description', 'Conffiles'])
  equal(stanza.get('Depends'), 'libc6 (>= 2.36),\nlibbar')
  equal(stanza.get('Conffiles'), '\n/etc/foo 0123')
})

test('what is read is printed as it was', () => {
  equal(printStanza(parseStanza(TEXT)), TEXT)
})

test('paragraphs are apart; comments and lines that are not fields are passed over', () => {
  const stanzas = [...parseStanzas('# a comment\nA: 1\n\n\nnonsense\n\nB: 2\n')]
  deepEqual(
    stanzas.map((stanza) => [...stanza]),
    [[['A', '1']], [['B', '2']]],
  )
  deepEqual([...parseStanzas('')], [])
})
