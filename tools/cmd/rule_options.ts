import type { Command } from 'commander'

/**
 * Adds options that only rules write. People are not told of them: neither by `--help`, nor by the error for an option
 * that is not known.
 */
export function addForRules(command: Command, add: (command: Command) => Command): Command {
  const count = command.options.length
  add(command)
  for (const option of command.options.slice(count)) option.hideHelp()
  return command
}
