import { Command } from 'commander'
import type { CommandFactory } from '../../command_factory.ts'
import type { LoginOptions } from '../../manager_login_options.ts'
import { addLoginOptions, readLoginOptions } from '../../manager_login_options.ts'
import type { MatrixOptions } from '../../matrix_options.ts'
import { addMatrixOptions, oneRegistry } from '../../matrix_options.ts'
import { addConnectionOptions } from '../../registry_options.ts'
import { authenticate } from './run.ts'

interface Options extends LoginOptions, MatrixOptions {
  readonly helper?: string
  readonly insecure?: boolean
  readonly caFile?: readonly string[]
  readonly timeout?: number
}

const EXAMPLES = `
Examples:
  bazel run @bento_server//:manager -- authenticate --registry docker.io
  pass show ghcr.io | bazel run @bento_server//:manager -- authenticate --registry ghcr.io --user me --stdin

The variables that a manifest names for a registry, by default DOCKER_USER and DOCKER_PASSWORD, are read from the
environment and from .env; anything missing is asked for at the terminal. The login is verified with the registry and
then stored where every container tool looks for it, with a credential helper if one is configured there.`

/** Defines `rt base-images authenticate`. */
export const authenticateCommand: CommandFactory = (shell) => {
  const command = addMatrixOptions(new Command('authenticate'))
    .description('Verifies a registry login and stores it for pushes')
    .option('--helper <name>', 'store it with docker-credential-NAME')
  return addConnectionOptions(addLoginOptions(command), 'this registry')
    .addHelpText('after', EXAMPLES)
    .action(
      async ({ manifest, registry, helper, insecure, caFile, timeout, ...login }: Options) => {
        await authenticate(shell, {
          ...{ manifest, registry: oneRegistry(registry), helper, login: readLoginOptions(login) },
          flags: {
            jobs: 1,
            ...(insecure !== undefined && { insecure }),
            ...(caFile !== undefined && { caFile }),
            ...(timeout !== undefined && { timeout }),
          },
        })
      },
    )
}
