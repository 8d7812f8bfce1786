import { LongCommand } from '../../long_command.ts'
import type { CommandFactory } from '../../command_factory.ts'
import { makePythonRoot } from './run.ts'

interface Options {
  readonly out: string
  readonly compilerOut?: string
  readonly architecture: string
}

/** Defines `rt python root`. */
export const pythonRootCommand: CommandFactory = (shell) =>
  new LongCommand('root')
    .description('Makes a directory of Debian packages, from which their Python runs on any system')
    .requiredOption('--out <directory>', 'directory to make')
    .option('--compiler-out <directory>', 'directory to make of what is needed to compile')
    .requiredOption('--architecture <name>', 'architecture of the packages, as Debian calls it')
    .argument('[debs...]', '.deb files')
    .action(async (debs: readonly string[], options: Options) => {
      await makePythonRoot({ ...options, debs }, shell.signal)
    })
