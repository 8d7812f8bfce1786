import type { ParseOptionsResult } from 'commander'
import { Command } from 'commander'

/**
 * A command whose operands after `--` may be hundreds of thousands, as the files of a layer are: commander
 * itself spreads them over the arguments of a call, which overflows the stack.
 */
export class LongCommand extends Command {
  override parseOptions(argv: string[]): ParseOptionsResult {
    const end = argv.indexOf('--') + 1
    if (end === 0) return super.parseOptions(argv)
    const { operands, unknown } = super.parseOptions(argv.slice(0, end))
    const rest = argv.slice(end)
    return unknown.length === 0
      ? { operands: operands.concat(rest), unknown }
      : { operands, unknown: unknown.concat(rest) }
  }
}
