import { collect, invalidValue } from '../../option_values.ts'
import { LongCommand } from '../../long_command.ts'
import type { CommandFactory } from '../../command_factory.ts'
import type { PythonRunRequest } from './run.ts'
import { runPython } from './run.ts'

interface Options {
  readonly root: string
  readonly site?: readonly string[]
  readonly env?: readonly string[]
  readonly envPath?: readonly string[]
  readonly stdout?: string
  readonly module?: string
  readonly script?: string
}

/** Defines `rt python run`. */
export const pythonRunCommand: CommandFactory = (shell) =>
  new LongCommand('run')
    .description('Runs a module or a script with the Python of another system')
    .requiredOption('--root <directory>', 'root of the file system that has Python')
    .option('--site <directory>', 'packages to import, as site-packages (repeatable)', collect)
    .option('--env <variable>', 'KEY=VALUE of its environment (repeatable)', collect)
    .option('--env-path <variable>', 'KEY=PATH, which becomes absolute (repeatable)', collect)
    .option('--stdout <file>', 'file for what it writes to standard output')
    .option('--module <name>', 'module to run')
    .option('--script <file>', 'script to run')
    .argument('[arguments...]', 'its arguments')
    .action(async (args: readonly string[], options: Options) => {
      await runPython(requestOf(args, options), shell)
    })

function requestOf(args: readonly string[], options: Options): PythonRunRequest {
  const { root, site: sites = [], env = [], envPath = [], stdout, module, script } = options
  if ((module === undefined) === (script === undefined))
    throw invalidValue('module', module ?? '', 'a module, or a script in its place')
  return {
    root,
    sites,
    program: module !== undefined ? { module } : { script: script ?? '' },
    arguments: args,
    env: env.map((text) => variable('env', text)),
    pathEnv: envPath.map((text) => variable('env-path', text)),
    stdout,
  }
}

function variable(option: string, text: string): readonly [string, string] {
  const at = text.indexOf('=')
  if (at < 1) throw invalidValue(option, text, 'KEY=VALUE, such as "BENTOML_HOME=home"')
  return [text.slice(0, at), text.slice(at + 1)]
}
