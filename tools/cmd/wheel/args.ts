import type { PinnedWheel } from '../../core/packages/pip_arguments.ts'
import { LongCommand } from '../long_command.ts'
import type { CommandFactory } from '../program.ts'
import { fetchWheel } from './run.ts'

/** What `rt wheel` is asked to do. */
export interface WheelRequest {
  readonly wheel: PinnedWheel
  /** Where the wheel goes. */
  readonly out: string
}

interface Options extends PinnedWheel {
  readonly out: string
}

/** Defines `rt wheel`. */
export const wheelCommand: CommandFactory = (shell) =>
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
