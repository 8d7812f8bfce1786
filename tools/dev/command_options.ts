import type { ParseArgsConfig } from 'node:util'
import { parseArgs } from 'node:util'
import { fail } from './exit.ts'

/** What a development command understands. */
interface CommandLine<T extends NonNullable<ParseArgsConfig['options']>> {
  /** As people start it, such as `npm run fuzz`. */
  readonly command: string
  readonly description: string
  readonly options: T
}

/**
 * Reads the options of a development command. `--help` prints what there is, and anything unknown is told in rt's error
 * shape; both end the program.
 */
export function commandOptions<const T extends NonNullable<ParseArgsConfig['options']>>(
  line: CommandLine<T>,
): ReturnType<typeof parseArgs<{ options: T }>>['values'] {
  const { command, description, options } = line
  const names = Object.entries(options).map(([name, { type }]) =>
    type === 'string' ? `--${name} ${name.toUpperCase()}` : `--${name}`,
  )
  if (process.argv.slice(2).some((argument) => argument === '--help' || argument === '-h')) {
    process.stdout.write(
      `${description}\n\n${command} -- ${names.map((name) => `[${name}]`).join(' ')}\n`,
    )
    process.exit(0)
  }
  try {
    return parseArgs({ options }).values
  } catch (error) {
    const [problem = ''] = (error instanceof Error ? error.message : String(error)).split('. ')
    return fail(
      command,
      `Cannot understand the command line: ${problem}`,
      `use ${names.join(', ')}`,
    )
  }
}

/** Checks the values of an option that names parts of the work. */
export function checkParts(
  command: string,
  option: string,
  given: readonly string[],
  known: readonly string[],
): void {
  const unknown = given.find((name) => !known.includes(name))
  if (unknown !== undefined)
    fail(command, `Cannot run the part "${unknown}"`, `use --${option} ${known.join('|')}`)
}
