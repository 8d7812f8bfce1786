import { Command, Option } from 'commander'
import type { DescriptionKind } from '../../../node/registry/description.ts'
import type { CommandFactory } from '../../command_factory.ts'
import type { LoginOptions } from '../../manager_login_options.ts'
import { addLoginOptions, readLoginOptions } from '../../manager_login_options.ts'
import type { MatrixOptions } from '../../matrix_options.ts'
import { addMatrixOptions, oneRegistry } from '../../matrix_options.ts'
import { collect } from '../../option_values.ts'
import { pushReadmes } from './run.ts'

interface Options extends LoginOptions, MatrixOptions {
  readonly docsDir: string
  readonly kind?: DescriptionKind
  readonly api?: string
  readonly caFile?: readonly string[]
  readonly dryRun: boolean
}

const EXAMPLES = `
Examples:
  bazel run @bento_server//:manager -- push-readmes
  bazel run @bento_server//:manager -- push-readmes --registry quay.io --organization org

Publishes docs/bento-server/README.md, which generate writes, on Docker Hub and quay.io. Credentials are found as in
authenticate; the password for quay.io is an API token.`

/** Defines `rt base-images push-readmes`. */
export const pushReadmesCommand: CommandFactory = (shell) => {
  const command = addMatrixOptions(new Command('push-readmes'))
    .description('Publishes the description of the repository that a registry shows')
    .option('--docs-dir <dir>', 'where generate has written what registries show', 'docs')
    .addOption(
      new Option('--kind <kind>', 'how the registry takes it').choices(['dockerhub', 'quay']),
    )
    .option('--api <url>', 'address of the API, if it is not that of Docker Hub or the registry')
    .option(
      '--ca-file <file>',
      'PEM file of a certificate authority to trust (repeatable)',
      collect,
    )
    .option('--dry-run', 'report what would be written, and contact no registry', false)
  return addLoginOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async ({ manifest, registry, organization, docsDir, kind, api, ...rest }: Options) => {
      const { caFile = [], dryRun } = rest
      const login = readLoginOptions(rest)
      const where = { manifest, registry: oneRegistry(registry), organization, docsDir, kind, api }
      await pushReadmes(shell, { ...where, caFiles: caFile, dryRun, login })
    })
}
