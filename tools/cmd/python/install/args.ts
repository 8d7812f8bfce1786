import { LongCommand } from '../../long_command.ts'
import type { CommandFactory } from '../../command_factory.ts'
import type { BytecodeOptions, PythonOptions } from '../../python_options.ts'
import { addBytecodeOptions, readBytecode, readEnvironment } from '../../python_options.ts'
import { installWheels } from './run.ts'

interface Options extends PythonOptions, BytecodeOptions {
  readonly out: string
}

/** Defines `rt python install`. */
export const wheelInstallCommand: CommandFactory = (shell) =>
  addBytecodeOptions(
    new LongCommand('install')
      .description('Installs Python wheels to a directory that programs can import from')
      .requiredOption('--out <directory>', 'directory to write, as site-packages is one')
      .requiredOption('--prefix <directory>', 'place of the virtual environment in the image')
      .requiredOption('--python-version <version>', 'version of the Python of the image'),
  )
    .argument('[wheels...]', '.whl files')
    .action(async (wheels: readonly string[], options: Options) => {
      const [environment, bytecode] = [readEnvironment(options), readBytecode(options)]
      await installWheels({ out: options.out, environment, bytecode, wheels }, shell.signal)
    })
