import { Command } from 'commander'
import type { CommandFactory } from '../../command_factory.ts'
import { findWheelAddresses } from './run.ts'

interface Options {
  readonly packages: string
  readonly python: string
  readonly glibc: string
  readonly out: string
}

/** Defines `rt fetch wheel-addresses`. */
export const findWheelAddressesCommand: CommandFactory = (shell) =>
  new Command('wheel-addresses')
    .description('Finds where locked wheels are on the indexes of this machine')
    .requiredOption('--packages <file>', 'packages of a lock, as JSON')
    .requiredOption('--python <version>', 'version of Python, such as 3.11')
    .requiredOption('--glibc <version>', 'the newest glibc that wheels may need')
    .requiredOption('--out <file>', 'where the addresses go, as JSON')
    .action(async (options: Options) => {
      await findWheelAddresses(options, shell)
    })
