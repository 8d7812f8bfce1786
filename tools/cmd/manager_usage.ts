import type { CommanderError } from 'commander'
import { ExpectedFailure } from '../core/failure.ts'

/**
 * Makes a command line of the manager one that commander reads: `--max_workers` is `--max-workers`, and options that
 * stand before the command, as `base_images.matrix` passes them, follow it.
 */
export function managersArguments([group = '', ...rest]: readonly string[]): readonly string[] {
  const at = rest.findIndex((argument) => !argument.startsWith('-'))
  const before = rest.slice(0, Math.max(at, 0))
  const [command, ...after] = rest.slice(before.length)
  return [
    group,
    ...(command === undefined ? [] : [command]),
    ...[...before, ...after].map((argument) => withHyphens(argument)),
  ]
}

function withHyphens(argument: string): string {
  return argument.replace(/^--[a-z_-]+/, (option) => option.replaceAll('_', '-'))
}

/** The failure of a command line that cannot be acted on, with the exit code that people know. */
export function wrongUsage(problem: string): ExpectedFailure {
  return new ExpectedFailure({ topic: 'argument', reason: 'usage', problem })
}

/** Says in the words of the manager what commander has found. */
export function usageFailure({ code, message }: CommanderError): ExpectedFailure {
  const quoted = /'([^']*)'/.exec(message)?.[1] ?? ''
  const option = `--${(/--([a-z-]+)/.exec(quoted)?.[1] ?? '').replaceAll('-', '_')}`
  switch (code) {
    case 'commander.unknownOption':
      return wrongUsage(`No such option: ${quoted.startsWith('--') ? option : quoted}`)
    case 'commander.optionMissingArgument':
      return wrongUsage(`Option '${option}' requires an argument`)
    case 'commander.unknownCommand':
      return wrongUsage(`No such command '${quoted}'`)
    case 'commander.excessArguments': {
      const given = /but got \d+: (.*)\.$/.exec(message)?.[1] ?? ''
      const plural = given.includes(', ') ? 's' : ''
      return wrongUsage(`Got unexpected extra argument${plural} (${given.replaceAll(', ', ' ')})`)
    }
    default:
      return wrongUsage(message.replace(/^error: /, ''))
  }
}
