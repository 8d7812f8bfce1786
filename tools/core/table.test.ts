import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { renderTable } from './table.ts'

describe('renderTable()', () => {
  it('aligns columns and leaves no space at the end', () => {
    const table = renderTable(
      [
        { title: 'name', align: 'left' },
        { title: 'size', align: 'right' },
        { title: 'note', align: 'left' },
      ],
      [
        ['a', '1 B', 'x'],
        ['longer', '12 kB', ''],
      ],
    )
    assert.equal(table, 'NAME     SIZE  NOTE\na         1 B  x\nlonger  12 kB')
  })

  it('cuts long texts, counts characters, and keeps a row on its line', () => {
    const table = renderTable(
      [{ title: 'w', align: 'left', limit: 4 }],
      [['abcd'], ['ab\ncde'], ['😀😀']],
    )
    assert.equal(table, 'W\nabcd\nab …\n😀😀')
  })
})
