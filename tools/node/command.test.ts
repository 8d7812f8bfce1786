import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { CommandOptions, CommandOutcome } from './command.ts'
import { runCommand } from './command.ts'

const signal = new AbortController().signal

/** Runs a piece of JavaScript in a process of its own. */
function script(code: string, options: Partial<CommandOptions> = {}): Promise<CommandOutcome> {
  return runCommand(process.execPath, ['-e', code], { env: {}, signal, ...options })
}

/** A program that stays until it is ended. */
const STAY = 'setInterval(() => {}, 1000)'

async function* bytes(count: number, error?: Error): AsyncGenerator<Uint8Array> {
  const buffer = new Uint8Array(1 << 16)
  for (let left = count; left > 0; left -= buffer.length) {
    buffer.fill(left & 0xff)
    yield await Promise.resolve(buffer.subarray(0, left))
  }
  if (error !== undefined) throw error
}

describe('runCommand', () => {
  it('gives exit code and both outputs', async () => {
    assert.deepEqual(
      await script('console.log("out"); console.error("err"); process.exitCode = 3'),
      {
        kind: 'exited',
        code: 3,
        stdout: 'out\n',
        stderr: 'err\n',
      },
    )
  })

  it('passes arguments as they are, without a shell', async () => {
    const args = ['-p', 'process.argv.slice(1).join("|")', '--', '$HOME', '; ls', '*']
    const outcome = await runCommand(process.execPath, args, { env: {}, signal })
    assert.equal(outcome.kind === 'exited' && outcome.stdout, '$HOME|; ls|*\n')
  })

  it('gives the program the environment that it is told to, and no other', async () => {
    const outcome = await script('console.log(process.env.A, process.env.PATH)', {
      env: { A: 'a' },
    })
    assert.equal(outcome.kind === 'exited' && outcome.stdout, 'a undefined\n')
  })

  it('says that a program is not there', async () => {
    const outcome = await runCommand('rt-no-such-program', [], { env: { PATH: '/' }, signal })
    assert.deepEqual(outcome, { kind: 'not-found' })
  })

  it('ends a program that takes too long', async () => {
    assert.deepEqual(await script(STAY, { timeout: 300 }), { kind: 'timed-out' })
  })

  it('ends a program when told to stop, and throws the reason', async () => {
    const stop = new AbortController()
    const running = script(STAY, { signal: stop.signal })
    stop.abort(new RangeError('enough'))
    await assert.rejects(running, RangeError)
  })

  it('feeds all of a large input', async () => {
    const count =
      'let n = 0; process.stdin.on("data", (d) => (n += d.length)).on("end", () => console.log(n))'
    const outcome = await script(count, { input: bytes(5_000_001) })
    assert.equal(outcome.kind === 'exited' && outcome.stdout, '5000001\n')
  })

  it('is content with a program that does not read its input', async () => {
    const outcome = await script('process.exit(4)', { input: bytes(5_000_000) })
    assert.equal(outcome.kind === 'exited' && outcome.code, 4)
  })

  it('ends a program whose input fails before it can take it for whole', async () => {
    const input = bytes(100_000, new RangeError('Changed'))
    const code = 'process.stdin.on("data", () => {}).on("end", () => console.log("whole"))'
    await assert.rejects(script(code, { input }), RangeError)
  })

  it('keeps the end of a long output', async () => {
    const outcome = await script('process.stdout.write("x".repeat(3e6) + "end")')
    assert(outcome.kind === 'exited')
    assert.equal(outcome.stdout.length, 1 << 20)
    assert(outcome.stdout.endsWith('xend'))
  })
})
