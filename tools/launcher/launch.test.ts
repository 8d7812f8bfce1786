import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { Scratch } from '../testing/scratch.ts'

const LAUNCHER = join(import.meta.dirname, 'launch.ts')
const ARGUMENTS = '_main/rt.cjs\npush\n--image=_main/pkg/image\n'

/** A program as Bazel makes it; its rt prints what it is started with, and what it finds. */
async function makeProgram(): Promise<Scratch> {
  const scratch = await Scratch.make()
  const runfiles = 'bin/pkg/push.runfiles/_main'
  scratch.write(
    `${runfiles}/rt.cjs`,
    'console.log(JSON.stringify([process.argv.slice(2), process.env.RUNFILES_DIR]))',
  )
  scratch.write(`${runfiles}/pkg/push.args`, ARGUMENTS)
  scratch.write(`${runfiles}/other/push.args`, '_main/rt.cjs\nother\n')
  scratch.write('bin/pkg/push', '')
  return scratch
}

/** Starts the launcher as if it were a program of another name. */
function start(argv0: string, cwd: string, env: NodeJS.ProcessEnv = {}): unknown {
  const options = { argv0, cwd, env, encoding: 'utf8' } as const
  const { stdout, stderr } = spawnSync(process.execPath, [LAUNCHER, '--', 'v1'], options)
  assert.equal(stderr, '')
  return JSON.parse(stdout)
}

describe('the launcher', () => {
  const given = ['push', '--image=_main/pkg/image', '--', 'v1']

  it('finds its arguments in its runfiles, as a tool of an action', async () => {
    await using scratch = await makeProgram()
    const runfiles = scratch.path('bin/pkg/push.runfiles')
    assert.deepEqual(start('bin/pkg/push', scratch.path()), [given, runfiles])
  })

  it('is started through a link, by its path and by its name', async () => {
    await using scratch = await makeProgram()
    const runfiles = scratch.path('bin/pkg/push.runfiles')
    scratch.link('home/push-it', '../bin/pkg/push')
    assert.deepEqual(start('home/push-it', scratch.path()), [given, runfiles])
    const env = { PATH: `/nowhere:${scratch.path('home')}` }
    assert.deepEqual(start('push-it', scratch.path(), env), [given, runfiles])
  })

  it('takes no files of the program that has started it', async () => {
    await using outer = await makeProgram()
    await using scratch = await makeProgram()
    const env = { RUNFILES_DIR: outer.path('bin/pkg/push.runfiles') }
    const runfiles = scratch.path('bin/pkg/push.runfiles')
    assert.deepEqual(start('bin/pkg/push', scratch.path(), env), [given, runfiles])
  })
})
