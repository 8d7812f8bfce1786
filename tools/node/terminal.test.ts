import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { it } from 'node:test'
import { askTerminal } from './terminal.ts'

for (const isSecret of [false, true]) {
  it(`asks a person, and ${isSecret ? 'does not show' : 'shows'} the answer`, async () => {
    const [input, output] = [new PassThrough(), new PassThrough()]
    const asked = askTerminal(input, output, 'Name: ', isSecret)
    input.write('geheim\n')
    assert.equal(await asked, 'geheim')
    output.end()
    const shown = await text(output)
    assert.ok(shown.startsWith('Name: '))
    assert.equal(shown.includes('geheim'), !isSecret)
  })
}
