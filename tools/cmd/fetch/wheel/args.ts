import type { PinnedWheel } from '../../../core/packages/pip_arguments.ts'
import { LongCommand } from '../../long_command.ts'
import type { CommandFactory } from '../../command_factory.ts'
import { fetchWheel } from './run.ts'

interface Options extends PinnedWheel {
  readonly out: string
}

/** Defines `rt fetch wheel`. */
export const fetchWheelCommand: CommandFactory = (shell) =>
  new LongCommand('wheel')
    .description("Fetches a wheel with the machine's own pip and checks its hash")
    .requiredOption('--name <name>', 'name of the package')
    .requiredOption('--version <version>', 'its version')
    .requiredOption('--file <name>', 'file name of the wheel, which says where it works')
    .requiredOption('--sha256 <hex>', 'hash of the file')
    .requiredOption('--out <file>', 'where the wheel goes')
    .action(async ({ out, ...wheel }: Options) => {
      await fetchWheel({ wheel, out }, shell)
    })
