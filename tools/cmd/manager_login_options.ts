import type { Command } from 'commander'
import type { LoginSource } from './manager_login.ts'

/** The options of {@link addLoginOptions}. */
export interface LoginOptions {
  readonly envFile: string
  readonly user?: string
  readonly stdin: boolean
}

/** Adds the options that say where a login is looked for. There is none for a password: everybody sees arguments. */
export function addLoginOptions<T extends Command>(command: T): T {
  return command
    .option('--env-file <file>', 'file with NAME=VALUE lines; the environment comes first', '.env')
    .option('--user <name>', 'the user, if no variable says it')
    .option('--stdin', 'read the password from standard input', false)
}

/** Reads what {@link addLoginOptions} added. */
export function readLoginOptions({ envFile, user: username, stdin }: LoginOptions): LoginSource {
  return { envFile, username, stdin }
}
