import { LongCommand } from '../../long_command.ts'
import type { CommandFactory } from '../../command_factory.ts'
import type { UnpackRequest } from './run.ts'
import { unpackKept } from './run.ts'

type Options = Omit<UnpackRequest, 'entries'>

/** Defines `rt fetch unpack`. */
export const unpackCommand: CommandFactory = () =>
  new LongCommand('unpack')
    .description('Unpacks files of a wheel, a Debian package or another archive')
    .requiredOption('--archive <file>', 'the archive')
    .requiredOption('--file <name>', 'its name where it came from, with an extension that tells')
    .requiredOption('--out <dir>', 'directory that the files go to')
    .argument('[entries...]', 'kept<TAB>PATH<TAB>PLACE lines: a file of the archive and its place')
    .action(async (entries: readonly string[], options: Options) => {
      await unpackKept({ ...options, entries })
    })
