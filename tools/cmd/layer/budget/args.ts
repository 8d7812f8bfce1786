import { LongCommand } from '../../long_command.ts'
import type { CommandFactory } from '../../command_factory.ts'
import { writeBudget } from './run.ts'
import { collect, readCount } from '../../option_values.ts'

interface Options {
  readonly out: string
  readonly base?: string
  readonly os?: string
  readonly architecture?: string
  readonly variant?: string
  readonly layers?: readonly string[]
  readonly reserve: string
  readonly most: string
}

/** Defines `rt layer budget`. */
export const budgetCommand: CommandFactory = () =>
  new LongCommand('budget')
    .description('Writes how many layers an image has left for weights')
    .requiredOption('--out <file>', 'file to write the number to')
    .option('--base <dir>', 'OCI layout directory of the base')
    .option('--os <name>', 'operating system of the image, if the base is an index')
    .option('--architecture <name>', 'CPU of the image')
    .option('--variant <name>', 'variant of the CPU')
    .option('--layers <file>', 'layer set of the same image (repeatable)', collect)
    .option('--reserve <count>', 'layers of the same image that are made later', '0')
    .option('--most <count>', 'the most to write', '100')
    .action(async ({ out, base, os, architecture, variant, ...options }: Options) => {
      await writeBudget({
        out,
        base,
        platform: {
          ...(os === undefined ? {} : { os }),
          ...(architecture === undefined ? {} : { architecture }),
          ...(variant === undefined ? {} : { variant }),
        },
        layers: options.layers ?? [],
        reserve: readCount('reserve', options.reserve, 0),
        most: readCount('max_layers', options.most, 1),
      })
    })
