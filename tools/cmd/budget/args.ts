import { parseCount } from '../../core/arguments/count.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import type { WantedPlatform } from '../../core/oci/choose_platform.ts'
import { LongCommand } from '../long_command.ts'
import type { CommandFactory } from '../program.ts'
import { writeBudget } from './run.ts'

/** What `rt budget` is asked to do. Paths are relative to the execution root. */
export interface BudgetRequest {
  /** File for the number. */
  readonly out: string
  /** Layout directory of the base. */
  readonly base: string | undefined
  /** Which image of a base that is an index. */
  readonly platform: WantedPlatform
  /** Layer sets that go into the same image. */
  readonly layers: readonly string[]
  /** More layers of the same image, which are not known yet. */
  readonly reserve: number
  /** The number is never larger than this. */
  readonly most: number
}

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

/** Defines `rt budget`. */
export const budgetCommand: CommandFactory = () =>
  new LongCommand('budget')
    .description('Writes how many layers an image has left for weights')
    .requiredOption('--out <file>', 'file to write the number to')
    .option('--base <dir>', 'OCI layout directory of the base')
    .option('--os <name>', 'operating system of the image, where the base is an index')
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

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value]
}

function readCount(option: string, value: string, least: number): number {
  const count = parseCount(option, value, least)
  if (!count.ok) throw new ExpectedFailure(count.failure)
  return count.value
}
