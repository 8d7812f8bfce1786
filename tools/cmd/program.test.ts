import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { describe, it } from 'node:test'
import type { Command } from 'commander'
import type { Shell } from '../node/shell.ts'
import { COMMANDS, isGroup } from './commands.ts'
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

const SHELL: Shell = {
  ...{ stdout: new Writable(), stderr: new Writable(), interactive: false, columns: 80 },
  ...{ env: {}, workingDirectory: '/', argv0: 'rt', context: 'rt' },
  signal: new AbortController().signal,
  explain: () => '',
}

interface Named {
  readonly words: readonly string[]
  readonly command: Command
}

/** All commands, those of groups included, each with the words that name it. */
async function allCommands(commands = COMMANDS, before: readonly string[] = []): Promise<Named[]> {
  const all: Named[] = []
  for (const [name, entry] of Object.entries(commands)) {
    const words = [...before, name]
    if (isGroup(entry)) all.push(...(await allCommands(entry.commands, words)))
    else all.push({ words, command: (await entry())(SHELL) })
  }
  return all
}

/** The commands that help lists. */
async function commandsOf(words: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await rt(...words, '--help')
  const commands = stdout.slice(stdout.indexOf('Commands:'))
  const listed = [...commands.matchAll(/^ {2}(\w[\w-]*) /gm)].map(([, name = '']) => name)
  return listed.filter((name) => name !== 'help')
}

describe('rt', () => {
  it('prints its version, which is that of the package and of the module', async () => {
    const root = join(import.meta.dirname, '../..')
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      readonly version: string
    }
    const { code, stdout } = await rt('--version')
    assert.deepEqual([code, stdout], [0, `${version}\n`])
    assert.ok(readFileSync(join(root, 'MODULE.bazel'), 'utf8').includes(`version = "${version}"`))
  })

  it('lists its commands and those of its groups by the names under which each is loaded', async () => {
    const names = await commandsOf([])
    assert.ok(names.includes('push') && names.includes('template'), names.join())
    for (const name of names) {
      const { code, stdout: help } = await rt(name, '--help')
      assert.equal(code, 0, name)
      assert.ok(help.startsWith(`Usage: rt ${name} `), help)
    }
    for (const group of ['layer', 'image', 'fetch', 'lock']) {
      const members = await commandsOf([group])
      assert.ok(members.length > 1, group)
      for (const name of members) {
        const { stdout: help } = await rt(group, name, '--help')
        assert.ok(help.startsWith(`Usage: rt ${group} ${name} `), help)
      }
    }
  })

  it('shows no output of Bazel that is no layout', async () => {
    for (const { words } of await allCommands()) {
      const { stdout } = await rt(...words, '--help')
      assert.ok(stdout.startsWith('Usage: '), words.join(' '))
      assert.doesNotMatch(stdout, /bazel-bin\/mnist\/image/)
    }
  })

  it('keeps the words that people have in scripts', async () => {
    for (const [word, command] of [
      ['layout', 'image export'],
      ['deb-lock', 'lock deb'],
      ['runtime-lock', 'lock runtimes'],
    ] as const) {
      const { stdout } = await rt(word, '--help')
      assert.ok(stdout.startsWith(`Usage: rt ${command} `), stdout)
      const { code, stderr } = await rt(word, '--nothing')
      assert.equal(code, 1)
      assert.match(stderr, new RegExp(`^rt ${word}: Cannot understand the command line`))
    }
  })

  it('takes the words that its usage says and no more, whatever the command', async () => {
    let count = 0
    for (const { words, command } of await allCommands()) {
      const required = command.registeredArguments
      if (required.some(({ variadic }) => variadic)) continue
      count += 1
      const options = command.options.filter(({ mandatory }) => mandatory)
      const given = options.map(({ long }) => `${long}=x`)
      const { code, stderr } = await rt(...words, ...given, ...required.map(() => 'x'), 'stray')
      const isManagers = words[0] === 'base-images'
      assert.equal(code, isManagers ? 2 : 1, words.join(' '))
      assert.match(
        stderr,
        isManagers
          ? /Got unexpected extra argument \(stray\)/
          : /Cannot understand the command line: .*(too many arguments|unknown command)/,
        stderr,
      )
    }
    assert.ok(count > 15, `${count}`)
  })

  it('lists the options that people write, where one is not known', async () => {
    const push = await rt('push', '--tagg', 'v1')
    assert.equal(push.code, 1)
    assert.match(
      push.stderr,
      /^rt push: Cannot understand the command line: unknown option '--tagg'\n {2}accepted: -r or --repository, -t or --tag, --platform-tag, .*--quiet, --help\n {2}fix: write --tag, or see --help/,
    )
    const load = await rt('load', '--loader', '/usr/bin/podman')
    assert.match(
      load.stderr,
      /\n {2}accepted: --tag, --engine, --output, .*--quiet, --help\n {2}fix: see --help/,
    )
    assert.doesNotMatch(push.stderr + load.stderr, /--(layers|image|model|remote-tag|repo-tag)/)
    const group = await rt('image', 'check', '--image=a', '--out=b', '--colour')
    assert.match(group.stderr, /\n {2}accepted: --image, --out, .*--no-scripts, --help\n/)
  })

  it('knows what was meant in a group', async () => {
    const { code, stderr } = await rt('image', 'exprot')
    assert.equal(code, 1)
    assert.match(stderr, /^rt image exprot: .*\n {2}fix: write export/)
  })

  it('knows what was meant by a command that it does not have', async () => {
    const { code, stderr } = await rt('pussh')
    assert.equal(code, 1)
    assert.match(stderr, /fix: write push/)
  })
})
