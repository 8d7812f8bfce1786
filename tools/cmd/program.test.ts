import assert from 'node:assert/strict'
import { Writable } from 'node:stream'
import { describe, it } from 'node:test'
import { runRt } from './entry.ts'

/** Runs rt on this thread. */
async function rt(...argv: readonly string[]) {
  const texts = { stdout: '', stderr: '' }
  const into = (name: keyof typeof texts): Writable =>
    new Writable({
      write: (bytes: Buffer, _, done) => {
        texts[name] += bytes.toString()
        done()
      },
    })
  const code = await runRt(argv, {
    stdout: into('stdout'),
    stderr: into('stderr'),
    ...{ interactive: false, columns: 80, env: {}, workingDirectory: '/', argv0: 'rt' },
    signal: new AbortController().signal,
  })
  return { code, ...texts }
}

describe('rt', () => {
  it('lists its commands by the names under which each is loaded', async () => {
    const { stdout } = await rt('--help')
    const commands = stdout.slice(stdout.indexOf('Commands:'))
    const listed = [...commands.matchAll(/^ {2}(\w[\w-]*) /gm)].map(([, name = '']) => name)
    const names = listed.filter((name) => name !== 'help')
    assert.ok(names.includes('push') && names.includes('template'), stdout)
    for (const name of names) {
      const { code, stdout: help } = await rt(name, '--help')
      assert.equal(code, 0, name)
      assert.ok(help.startsWith(`Usage: rt ${name} `), help)
    }
  })

  it('knows what was meant by a command that it does not have', async () => {
    const { code, stderr } = await rt('pussh')
    assert.equal(code, 1)
    assert.match(stderr, /fix: write push/)
  })
})
