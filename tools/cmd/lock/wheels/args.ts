import { Command } from 'commander'
import type { CommandFactory } from '../../command_factory.ts'
import { collect } from '../../option_values.ts'
import type { WheelDocumentOptions } from '../../wheel_document_options.ts'
import { wheelDocuments, withWheelDocuments } from '../../wheel_document_options.ts'
import { lockWheels } from './run.ts'

interface Options extends WheelDocumentOptions {
  readonly lock: string
  readonly upgrade?: boolean
  readonly upgradePackage?: readonly string[]
}

const EXAMPLES = `
Examples:
  rt lock wheels --lock=deps.lock.json --python=3.11 --requirements=requirements.txt
  bazel run @deps//:lock
  bazel run @deps//:lock -- --upgrade-package numpy

Versions in the lock file are kept as long as they fit. Indexes, credentials and certificates come from the
configuration of this machine's pip and uv. uv itself is fetched from there too, unless RT_UV names one.`

/** Defines `rt lock wheels`. */
export const lockWheelsCommand: CommandFactory = (shell) =>
  withWheelDocuments(new Command('wheels'))
    .description('Resolves wheels with their dependencies, and writes a lock file')
    .requiredOption('--lock <file>', 'lock file to write')
    .option('--upgrade', 'take the newest versions that fit')
    .option('--upgrade-package <name>', 'take its newest version (repeatable)', collect)
    .addHelpText('after', EXAMPLES)
    .action(async (options: Options) => {
      const { lock, upgrade = false, upgradePackage: upgradePackages = [] } = options
      const documents = wheelDocuments(options)
      await lockWheels({ lock, documents, upgrade, upgradePackages }, shell)
    })
