import type { Command } from 'commander'
import { CommanderError } from 'commander'
import { ExpectedFailure } from '../core/failure.ts'
import type { Shell } from '../node/shell.ts'
import { LongCommand } from './long_command.ts'

/** Makes one subcommand; its action runs with the surroundings of the process. */
export type CommandFactory = (shell: Shell) => Command

/**
 * All subcommands of rt, in the order of `rt --help`. Each is loaded only when it is needed: an action of
 * Bazel runs one of them, and the modules of all others would take several times longer than its work.
 */
const COMMANDS: Readonly<Record<string, () => Promise<CommandFactory>>> = {
  mtree: async () => (await import('./mtree/args.ts')).mtreeCommand,
  tar: async () => (await import('./tar/args.ts')).tarCommand,
  layer: async () => (await import('./layer/args.ts')).layerCommand,
  layers: async () => (await import('./layers/args.ts')).layersCommand,
  'deb-layer': async () => (await import('./deb-layer/args.ts')).debLayerCommand,
  'deb-lock': async () => (await import('./deb-lock/args.ts')).debLockCommand,
  'deb-fetch': async () => (await import('./deb-fetch/args.ts')).debFetchCommand,
  weights: async () => (await import('./weights/args.ts')).weightsCommand,
  budget: async () => (await import('./budget/args.ts')).budgetCommand,
  image: async () => (await import('./image/args.ts')).imageCommand,
  libraries: async () => (await import('./libraries/args.ts')).librariesCommand,
  base: async () => (await import('./base/args.ts')).baseCommand,
  fetch: async () => (await import('./fetch/args.ts')).fetchCommand,
  unarchive: async () => (await import('./unarchive/args.ts')).unarchiveCommand,
  wrap: async () => (await import('./wrap/args.ts')).wrapCommand,
  push: async () => (await import('./push/args.ts')).pushCommand,
  pull: async () => (await import('./pull/args.ts')).pullCommand,
  copy: async () => (await import('./copy/args.ts')).copyCommand,
  index: async () => (await import('./index/args.ts')).indexCommand,
  layout: async () => (await import('./layout/args.ts')).layoutCommand,
  template: async () => (await import('./template/args.ts')).templateCommand,
  inspect: async () => (await import('./inspect/args.ts')).inspectCommand,
  load: async () => (await import('./load/args.ts')).loadCommand,
  'wheel-layers': async () => (await import('./wheel-layers/args.ts')).wheelLayersCommand,
  'venv-layer': async () => (await import('./venv-layer/args.ts')).venvLayerCommand,
  'python-code-layer': async () =>
    (await import('./python-code-layer/args.ts')).pythonCodeLayerCommand,
  wheel: async () => (await import('./wheel/args.ts')).wheelCommand,
  unpack: async () => (await import('./unpack/args.ts')).unpackCommand,
  'runtime-lock': async () => (await import('./runtime-lock/args.ts')).runtimeLockCommand,
}

/**
 * Runs rt.
 *
 * @param argv command and arguments
 * @returns false where there is no command, and help has been printed instead
 * @throws ExpectedFailure when the command does, or cannot be understood
 */
export async function runProgram(shell: Shell, argv: readonly string[]): Promise<boolean> {
  const program = await buildProgram(shell, argv)
  try {
    await program.parseAsync([...argv], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    // Help that was asked for ends this way, too, and that of rt without a command.
    if (error.exitCode === 0 || error.code === 'commander.help') return error.exitCode === 0
    throw commandLineFailure(error)
  }
  return true
}

/** commander's own text is `error: PROBLEM`, and sometimes a line `(Did you mean WORD?)`. */
function commandLineFailure({ message }: CommanderError): ExpectedFailure {
  const [first = '', hint] = message.split('\n')
  const problem = first.replace(/^error: /, '').replace(/\.$/, '')
  const meant = /^\(Did you mean (.*)\?\)$/.exec(hint ?? '')?.[1]
  return new ExpectedFailure({ topic: 'argument', reason: 'command-line', problem, meant })
}

/** Builds the command line: with the command that the arguments start with, or else with all of them. */
async function buildProgram(shell: Shell, argv: readonly string[]): Promise<Command> {
  const program = new LongCommand('rt')
    .description('Makes, ships and inspects OCI container images')
    .helpOption('--help', 'show this text')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => shell.stdout.write(text),
      writeErr: (text) => shell.stderr.write(text),
      // What is wrong with a command line is told as everything else is.
      outputError: () => undefined,
    })
  for (const load of commandsFor(argv)) {
    const make = await load()
    program.addCommand(make(shell).copyInheritedSettings(program))
  }
  return program
}

function commandsFor([name = '']: readonly string[]): readonly (() => Promise<CommandFactory>)[] {
  const one = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  return one === undefined ? Object.values(COMMANDS) : [one]
}
