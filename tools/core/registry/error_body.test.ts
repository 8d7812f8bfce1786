import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { describeErrors, parseErrorBody } from './error_body.ts'

describe('parseErrorBody', () => {
  it('says the errors of a registry in one line', () => {
    const body = '{"errors":[{"code":"A","message":"b c"},{"code":"D"},{"message":"e"}]}'
    assert.equal(describeErrors(parseErrorBody(body)), 'A: b c; D; e')
  })

  it('keeps control characters from the terminal, and floods', () => {
    const body = JSON.stringify({ errors: [{ code: 'X\u001b[31m', message: 'y\n'.repeat(1000) }] })
    const text = describeErrors(parseErrorBody(body))
    assert.match(text, /^X \[31m: [y ]+$/)
    assert(text.length < 400)
  })

  it('finds nothing in anything else', () => {
    for (const text of ['', '<html>', '[]', 'null', '{"errors":{}}', '{"errors":[1,null]}']) {
      assert.equal(describeErrors(parseErrorBody(text)), '')
    }
  })
})
