import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { runRt } from './testing/run_rt.ts'

const here = import.meta.dirname

describe('rt', () => {
  it('lists its commands by the names under which each is loaded', async () => {
    const { stdout } = await runRt(here, ['--help'])
    const commands = stdout.slice(stdout.indexOf('Commands:'))
    const listed = [...commands.matchAll(/^ {2}(\w[\w-]*) /gm)].map(([, name = '']) => name)
    const names = listed.filter((name) => name !== 'help')
    assert.ok(names.includes('push') && names.includes('template'), stdout)
    const helps = await Promise.all(names.map((name) => runRt(here, [name, '--help'])))
    for (const [index, name] of names.entries()) {
      const { code = -1, stdout: text = '' } = helps[index] ?? {}
      assert.equal(code, 0, name)
      assert.ok(text.startsWith(`Usage: rt ${name} `), text)
    }
  })

  it('knows what was meant by a command that it does not have', async () => {
    const { code, stderr } = await runRt(here, ['pussh'])
    assert.equal(code, 1)
    assert.match(stderr, /Did you mean push\?/)
  })
})
