import { LongCommand } from '../../long_command.ts'
import type { CommandFactory } from '../../command_factory.ts'
import { readEnvironment } from '../../python_options.ts'
import { collect } from '../../option_values.ts'
import { makeVenv } from './run.ts'

interface Options {
  readonly pythonVersion: string
  readonly package?: string
  readonly wheel?: readonly string[]
  readonly import?: readonly string[]
}

/** Defines `rt python venv`. */
export const venvCommand: CommandFactory = (shell) =>
  new LongCommand('venv')
    .description('Makes a local virtual environment with the wheels and sources of an image')
    .requiredOption('--python-version <version>', 'version of the Python of the image')
    .option('--package <path>', 'folder of the workspace that has the sources')
    .option('--wheel <key>', 'a wheel, by its runfiles key (repeatable)', collect)
    .option('--import <key>', 'a directory of the runfiles to import from (repeatable)', collect)
    .argument('[directory]', 'directory to make', '.venv')
    .action(async (directory: string, options: Options) => {
      const { version } = readEnvironment({ ...options, prefix: 'venv' })
      const { package: folder, wheel: wheels = [], import: imports = [] } = options
      await makeVenv({ directory, version, package: folder, wheels, imports }, shell)
    })
