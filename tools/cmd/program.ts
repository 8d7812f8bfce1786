import type { Command, Option } from 'commander'
import { CommanderError } from 'commander'
import { ExpectedFailure } from '../core/failure.ts'
import type { Shell } from '../node/shell.ts'
import type { CommandGroup, LoadCommand } from './commands.ts'
import { COMMANDS, isGroup } from './commands.ts'
import { managersArguments, usageFailure } from './manager_usage.ts'
import { LongCommand } from './long_command.ts'

/** That of package.json and MODULE.bazel, which the bundled program does not have. */
const VERSION = '0.1.0'

/**
 * Runs rt.
 *
 * @param argv command and arguments
 * @returns false where there is no command, and help has been printed instead
 * @throws ExpectedFailure when the command does, or cannot be understood
 */
export async function runProgram(shell: Shell, given: readonly string[]): Promise<boolean> {
  const isManagers = readingOf(given) === 'manager'
  const argv = isManagers ? managersArguments(given) : given
  const program = await buildProgram(shell, argv)
  try {
    await program.parseAsync([...argv], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    // Help that was asked for ends this way, too, and that of rt without a command.
    if (error.exitCode === 0 || error.code === 'commander.help') return error.exitCode === 0
    throw isManagers ? usageFailure(error) : commandLineFailure(error, program, argv)
  }
  return true
}

function readingOf([name = '']: readonly string[]): CommandGroup['reading'] {
  const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  return isGroup(entry) ? entry.reading : undefined
}

/** commander's own text is `error: PROBLEM`, and sometimes a line `(Did you mean WORD?)`. */
function commandLineFailure(
  { code, message }: CommanderError,
  program: Command,
  argv: readonly string[],
): ExpectedFailure {
  const [first = '', hint] = message.split('\n')
  const problem = first.replace(/^error: /, '').replace(/\.$/, '')
  const meant = /^\(Did you mean (.*)\?\)$/.exec(hint ?? '')?.[1]
  const options =
    code === 'commander.unknownOption' ? { options: optionsOf(commandOf(program, argv)) } : {}
  return new ExpectedFailure({
    topic: 'argument',
    reason: 'command-line',
    problem,
    meant,
    ...options,
  })
}

/** The command that the first words name. */
function commandOf(program: Command, [word, ...rest]: readonly string[]): Command {
  const next = program.commands.find((each) => each.name() === word)
  return next === undefined ? program : commandOf(next, rest)
}

/** The options that people write, each under all its names. */
function optionsOf(command: Command): readonly string[] {
  return command.createHelp().visibleOptions(command).map(namesOf)
}

function namesOf({ short, long = '' }: Option): string {
  return short === undefined ? long : `${short} or ${long}`
}

/** Builds the command line: with the command that the arguments start with, or else with all of them. */
async function buildProgram(shell: Shell, argv: readonly string[]): Promise<Command> {
  const program = new LongCommand('rt')
    .description('Makes, ships and inspects OCI container images')
    .version(VERSION, '--version', 'print the version')
    .helpOption('--help', 'show this text')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => shell.stdout.write(text),
      writeErr: (text) => shell.stderr.write(text),
      // What is wrong with a command line is told as everything else is.
      outputError: () => undefined,
    })
  await addCommands(program, COMMANDS, argv, shell)
  return program
}

/** Adds the command that is named, or else all, so that help lists them and a slip finds what was meant. */
async function addCommands(
  parent: Command,
  commands: Readonly<Record<string, LoadCommand | CommandGroup>>,
  [name = '', ...rest]: readonly string[],
  shell: Shell,
): Promise<void> {
  const names = Object.hasOwn(commands, name) ? [name] : Object.keys(commands)
  for (const each of names) {
    const entry = commands[each]
    if (entry === undefined) continue
    if (isGroup(entry)) {
      const group = new LongCommand(each).description(entry.description)
      parent.addCommand(group.copyInheritedSettings(parent))
      if (each === name) await addCommands(group, entry.commands, rest, shell)
    } else {
      const make = await entry()
      parent.addCommand(make(shell).copyInheritedSettings(parent))
    }
  }
}
