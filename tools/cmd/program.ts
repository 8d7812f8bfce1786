import type { Command } from 'commander'
import type { Shell } from '../node/shell.ts'
import { budgetCommand } from './budget/args.ts'
import { copyCommand } from './copy/args.ts'
import { imageCommand } from './image/args.ts'
import { indexCommand } from './index/args.ts'
import { inspectCommand } from './inspect/args.ts'
import { layerCommand } from './layer/args.ts'
import { layoutCommand } from './layout/args.ts'
import { loadCommand } from './load/args.ts'
import { LongCommand } from './long_command.ts'
import { mtreeCommand } from './mtree/args.ts'
import { pullCommand } from './pull/args.ts'
import { pushCommand } from './push/args.ts'
import { tarCommand } from './tar/args.ts'
import { weightsCommand } from './weights/args.ts'
import { templateCommand } from './template/args.ts'

/** Makes one subcommand; its action runs with the surroundings of the process. */
export type CommandFactory = (shell: Shell) => Command

/** All subcommands of rt, in the order of `rt --help`. */
const COMMANDS: readonly CommandFactory[] = [
  mtreeCommand,
  tarCommand,
  layerCommand,
  weightsCommand,
  budgetCommand,
  imageCommand,
  pushCommand,
  pullCommand,
  copyCommand,
  indexCommand,
  layoutCommand,
  templateCommand,
  inspectCommand,
  loadCommand,
]

/** Builds the whole command line. */
export function buildProgram(shell: Shell): Command {
  const program = new LongCommand('rt')
    .description('Makes, ships and inspects OCI container images')
    .helpOption('--help', 'show this text')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => shell.stdout.write(text),
      writeErr: (text) => shell.stderr.write(text),
    })
  for (const make of COMMANDS) program.addCommand(make(shell).copyInheritedSettings(program))
  return program
}
