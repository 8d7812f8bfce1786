import type { CommandFactory } from '../../command_factory.ts'
import { LongCommand } from '../../long_command.ts'
import { writePackages } from './run.ts'

interface Options {
  readonly base: string
  readonly out: string
  readonly os?: string
  readonly architecture?: string
  readonly variant?: string
}

/** Defines `rt python packages`. */
export const packagesCommand: CommandFactory = () =>
  new LongCommand('packages')
    .description('Writes which packages an image says that it has')
    .requiredOption('--base <dir>', 'OCI layout directory of the image')
    .requiredOption('--out <file>', 'file to write the value of the label to')
    .option('--os <name>', 'operating system of the image, if it is one of an index')
    .option('--architecture <name>', 'CPU of the image')
    .option('--variant <name>', 'variant of the CPU')
    .action(async ({ base, out, os, architecture, variant }: Options) => {
      await writePackages({
        base,
        out,
        platform: {
          ...(os !== undefined && { os }),
          ...(architecture !== undefined && { architecture }),
          ...(variant !== undefined && { variant }),
        },
      })
    })
