import { Command } from 'commander'
import { WHEEL_ARCHITECTURES } from '../../../core/packages/wheel_name.ts'
import { collect, oneOf } from '../../option_values.ts'
import type { CommandFactory } from '../../command_factory.ts'
import { readLock } from './run.ts'

interface Options {
  readonly lock: string
  readonly name: string
  readonly architecture: readonly string[]
  readonly python: string
  readonly glibc: string
}

/** Defines `rt lock wheels-read`. */
export const readWheelLockCommand: CommandFactory = (shell) =>
  new Command('wheels-read')
    .description(
      'Prints the packages of a requirements file with hashes, or of a pylock.toml, as JSON',
    )
    .requiredOption('--lock <file>', 'requirements with hashes (.txt), or pylock.toml')
    .requiredOption('--name <path>', 'name of the file in messages')
    .requiredOption('--architecture <name>', 'amd64 or arm64 (repeatable)', collect)
    .requiredOption('--python <version>', 'version of Python, such as 3.11')
    .requiredOption('--glibc <version>', 'the newest glibc that wheels may need')
    .action(async ({ lock, name, architecture, python, glibc }: Options) => {
      const architectures = architecture.map((each) =>
        oneOf('architecture', each, WHEEL_ARCHITECTURES),
      )
      await readLock({ file: lock, name, architectures, python, glibc }, shell)
    })
