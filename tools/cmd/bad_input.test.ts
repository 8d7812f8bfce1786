import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { PassThrough } from 'node:stream'
import { Scratch } from '../testing/scratch.ts'
import { runRt } from './entry.ts'
import { writeBadInputFiles } from './testing/bad_input_files.ts'
import { BAD_INPUTS } from './testing/bad_inputs.ts'

/** rt's one shape of errors: a sentence, details, then what is accepted or what to do, or both. */
const SHAPE =
  /^rt(?: [a-z]+){0,2}: Cannot .+[^.\n](?:\n {4}\S.*)*(?:\n {2}accepted: .+)?(?:\n {2}fix: .+)?\n$/u

const ADVICE = /\n {2}(?:accepted|fix): /

/** Runs rt in this process, in the working directory. */
async function run(argv: readonly string[]): Promise<readonly [number, string, string]> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const code = await runRt(argv, {
    stdout,
    stderr,
    interactive: false,
    columns: 80,
    env: { PATH: '/nowhere', HOME: process.cwd() },
    workingDirectory: process.cwd(),
    argv0: 'rt',
    signal: new AbortController().signal,
  })
  const text = (stream: PassThrough): string => String(stream.read() ?? '')
  return [code, text(stdout), text(stderr)]
}

function wordsOf(commandLine: string): readonly string[] {
  return commandLine.split(' ').map((word) => word.replaceAll('→', '\t').replaceAll('␣', ' '))
}

/** Everything below a directory; links are not followed. */
function pathsBelow(directory: string): readonly string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name)
    return entry.isDirectory() ? [path, ...pathsBelow(path)] : [path]
  })
}

describe('rt refuses, with one error that says what to do, and leaves nothing behind:', () => {
  let scratch: Scratch
  const home = process.cwd()
  before(async () => {
    scratch = await Scratch.make()
    writeBadInputFiles(scratch)
    process.chdir(scratch.path())
  })
  after(async () => {
    process.chdir(home)
    await scratch[Symbol.asyncDispose]()
  })

  for (const [commandLine, says] of BAD_INPUTS) {
    it(commandLine, async () => {
      const found = pathsBelow('.')
      const [code, stdout, stderr] = await run(wordsOf(commandLine))
      assert.equal(code, 1, stderr)
      assert.equal(stdout, '')
      assert.match(stderr, SHAPE)
      assert.match(stderr, ADVICE)
      assert.match(stderr.replaceAll('\n', ' '), says)
      assert.deepEqual(pathsBelow('.'), found)
    })
  }
})
