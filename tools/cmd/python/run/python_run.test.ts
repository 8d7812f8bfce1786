import assert from 'node:assert/strict'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  realpathSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { describe, it } from 'node:test'
import { Scratch } from '../../../testing/scratch.ts'
import type { RtOutcome } from '../../testing/run_rt.ts'
import { runRt } from '../../testing/run_rt.ts'

const DONE: RtOutcome = { code: 0, stdout: '', stderr: '' }
const PYTHON = 'root/usr/bin/python3.11'

/** A program in the place of Python that says how it was started. */
const ECHO =
  '#!/bin/sh\necho "$0" "$@" 1>&2\necho A=$A P=$P HOME=$HOME USER=$USER\nexit ${CODE:-0}\n'

/** What a program of this machine needs to start: copies of it are the root of another system. */
const MACHINE = [
  ['/usr/bin/env', PYTHON],
  ['/lib64/ld-linux-x86-64.so.2', 'root/usr/lib64/ld-linux-x86-64.so.2'],
  ['/lib/x86_64-linux-gnu/libc.so.6', 'root/usr/lib/x86_64-linux-gnu/libc.so.6'],
] as const
const withoutLibc =
  !MACHINE.every(([path]) => existsSync(path)) && 'this machine has its C library elsewhere'

function leftovers(): number {
  return readdirSync('/tmp').filter((name) => /^rt[a-zA-Z0-9]{6}$/.test(name)).length
}

function writeProgram(scratch: Scratch, path: string, text: string): void {
  chmodSync(scratch.write(path, text), 0o755)
}

async function run(scratch: Scratch, ...args: readonly string[]): Promise<RtOutcome> {
  return await runRt(scratch.path(), ['python', 'run', '--root=root', ...args])
}

describe('rt python run', () => {
  it('runs a module with its own environment, absolute paths and standard output in a file', async () => {
    await using scratch = await Scratch.make()
    writeProgram(scratch, PYTHON, ECHO)
    const options = ['--env=A=b=c', '--env-path=P=x', '--stdout=out.txt', '--module=service']
    assert.deepEqual(await run(scratch, ...options, '--', '--flag', 'x y'), DONE)
    const text = readFileSync(scratch.path('out.txt'), 'utf8')
    assert.match(text, /^A=b=c P=\/.*\/x HOME=\/\S+\/rt\w{6}\/home USER=\n$/)
  })

  it('shows the end of what a program said that failed', async () => {
    await using scratch = await Scratch.make()
    writeProgram(scratch, PYTHON, ECHO)
    const { code, stderr } = await run(scratch, '--env=CODE=3', '--script=check.py', '--', 'x')
    assert.equal(code, 1)
    assert.match(stderr, /^rt python run: Cannot run check\.py: it ended with 3\n/)
    assert.match(stderr, /^ {4}\| A= P= HOME=\S+ USER=$/m)
    assert.match(stderr, / {4}\| \/\S+\/rt\w{6}\/bin\/python3\.11 check\.py x\n/)
  })

  it(
    'starts a program by the dynamic linker and with the libraries of its root',
    { skip: withoutLibc },
    async () => {
      await using scratch = await Scratch.make()
      for (const [from, to] of MACHINE) {
        mkdirSync(dirname(scratch.path(to)), { recursive: true })
        copyFileSync(from, scratch.path(to))
      }
      const before = leftovers()
      writeProgram(scratch, 'x', '')
      const options = ['--env=LD_TRACE_LOADED_OBJECTS=1', '--stdout=out.txt', '--script=x']
      assert.deepEqual(await run(scratch, ...options), DONE)
      const text = readFileSync(scratch.path('out.txt'), 'utf8')
      assert.match(text, /^\tlibc\.so\.6 => \/\S+\/rt\w{6}\/bin\/l\/libc\.so\.6 /m)
      assert.match(text, /^\t\/\S+\/rt\w{6}\/i /m)
      assert.equal(leftovers(), before)
    },
  )

  it('refuses a root without a Python, and one with two', async () => {
    await using scratch = await Scratch.make()
    scratch.write('root/usr/bin/python3', ECHO)
    const none = await run(scratch, '--module=x')
    const root = `${realpathSync(scratch.path())}/root`
    assert.deepEqual(
      [none.code, none.stderr.split('\n')[0]],
      [1, `rt python run: Cannot find Python in "${root}"`],
    )
    for (const path of ['usr/bin/python3.9', 'usr/local/bin/python3.12'])
      writeProgram(scratch, `root/${path}`, ECHO)
    const two = await run(scratch, '--module=x')
    assert.deepEqual(
      [two.code, two.stderr.split('\n')[0]],
      [
        1,
        `rt python run: Cannot tell which Python of "${root}" to run: it has /usr/bin/python3.9, /usr/local/bin/python3.12`,
      ],
    )
  })

  it('refuses a program that it cannot change', { skip: withoutLibc }, async () => {
    await using scratch = await Scratch.make()
    writeProgram(scratch, PYTHON, '/lib64/ld-linux-x86-64.so.2')
    scratch.write('root/lib64/ld-linux-x86-64.so.2', '')
    const { code, stderr } = await run(scratch, '--module=x')
    assert.equal(code, 1)
    assert.match(
      stderr,
      /^rt python run: Cannot run "python3\.11" while building: not a program of Linux for 64 bits\n {2}accepted: /,
    )
  })

  for (const [what, args, message] of [
    ['neither a module nor a script', [], 'Cannot use the value of module: current value is ""'],
    [
      'a module and a script',
      ['--module=x', '--script=y'],
      'Cannot use the value of module: current value is "x"',
    ],
    [
      'a variable without a value',
      ['--module=x', '--env=A'],
      'Cannot use the value of env: current value is "A"',
    ],
  ] as const)
    it(`refuses ${what}`, async () => {
      await using scratch = await Scratch.make()
      const { code, stderr } = await run(scratch, ...args)
      assert.deepEqual([code, stderr.split('\n')[0]], [1, `rt python run: ${message}`])
    })
})
