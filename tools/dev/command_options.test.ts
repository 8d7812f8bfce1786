import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { run } from './command.ts'
import { CHECKOUT } from './places.ts'

const COMMANDS = {
  'npm test': 'tools/dev/test.ts',
  'npm run fuzz': 'tools/dev/fuzz/main.ts',
  'npm run faults': 'e2e/faults/main.ts',
  'npm run conformance': 'e2e/conformance/main.ts',
  'npm run test:runtimes': 'e2e/runtimes/main.ts',
  'npm run test:python': 'e2e/python/large/main.ts',
} as const

describe('development commands', () => {
  for (const [command, script] of Object.entries(COMMANDS)) {
    const start = (...args: readonly string[]): ReturnType<typeof run> =>
      run(process.execPath, [join(CHECKOUT, script), ...args])

    it(`${command} prints its options when asked for help`, async () => {
      const { status, stdout, stderr } = await start('--help')
      assert.deepEqual([status, stderr], [0, ''])
      assert.ok(stdout.includes(`${command} -- [--`), stdout)
    })

    it(`${command} refuses options that it does not have`, async () => {
      const { status, stderr } = await start('--bogus')
      assert.equal(status, 1)
      assert.match(
        stderr,
        /^\S.*: Cannot understand the command line: .*'--bogus'\n {2}fix: use --/,
      )
    })
  }

  it('refuse parts that do not exist', async () => {
    for (const script of [
      COMMANDS['npm run faults'],
      COMMANDS['npm test'],
      COMMANDS['npm run test:runtimes'],
      COMMANDS['npm run test:python'],
    ]) {
      const { status, stderr } = await run(process.execPath, [
        join(CHECKOUT, script),
        '--only',
        'bogus',
      ])
      assert.equal(status, 1)
      assert.match(stderr, /Cannot run the part "bogus"\n {2}fix: use --only /)
    }
  })
})
