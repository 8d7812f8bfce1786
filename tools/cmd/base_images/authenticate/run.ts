import { PACKAGE } from '../../../core/base_images/matrix.ts'
import { repositoryOf } from '../../../core/base_images/destination.ts'
import { ExpectedFailure } from '../../../core/failure.ts'
import type { Repository } from '../../../core/reference.ts'
import { isHelperName } from '../../../core/registry/auth_file.ts'
import { transferReporter } from '../../../node/progress/transfer_reporter.ts'
import { saveLogin } from '../../../node/registry/auth/save_login.ts'
import { RegistrySession } from '../../../node/registry/session.ts'
import type { Shell } from '../../../node/shell.ts'
import type { FoundLogin, LoginSource } from '../../manager_login.ts'
import { chooseRegistry, findLogin } from '../../manager_login.ts'
import { loadManifest } from '../../matrix_request.ts'
import { accept, invalidValue } from '../../option_values.ts'
import type { RegistryFlags } from '../../registry_options.ts'
import { registryOptions } from '../../registry_options.ts'

/** What `rt base-images authenticate` is asked to do. */
export interface AuthenticateRequest {
  readonly manifest: string
  readonly registry: string | undefined
  readonly login: LoginSource
  /** The helper that is to keep the login; undefined for what the credential file says. */
  readonly helper: string | undefined
  readonly flags: RegistryFlags
}

/**
 * Verifies a login at a registry, and keeps it where pushes look for it. Says so where that is in plain text.
 *
 * @throws ExpectedFailure where there is no login, the registry refuses it, or it cannot be kept; nothing is kept then
 */
export async function authenticate(shell: Shell, request: AuthenticateRequest): Promise<void> {
  if (request.helper !== undefined && !isHelperName(request.helper))
    throw invalidValue('--helper', request.helper, 'NAME of a program docker-credential-NAME')
  const manifest = loadManifest(request.manifest, shell).manifest
  const block = chooseRegistry(manifest, request.registry)
  const repository = accept(repositoryOf(block.name, '', PACKAGE))
  const login = await findLogin(block, request.login, shell)
  await verify(shell, repository, login, request.flags)
  const { registry } = repository
  const { path, helper } = await saveLogin(registry, login, request.helper, shell)
  const tell = (line: string): void => void shell.stderr.write(`${shell.context}: ${line}\n`)
  tell(`${login.username} is logged in to ${registry}`)
  if (helper !== undefined) return tell(`docker-credential-${helper} keeps the password`)
  tell(
    `the password is kept in plain text, in Base64, in ${path}; pass --helper NAME for a credential helper`,
  )
}

async function verify(
  shell: Shell,
  repository: Repository,
  { username, password, origin }: FoundLogin,
  flags: RegistryFlags,
): Promise<void> {
  const asked = new Set<string>()
  using reporter = transferReporter(shell, 'text')
  using session = new RegistrySession(repository, {
    ...registryOptions(shell, flags, reporter),
    login: () => {
      asked.add(username)
      const credential = { kind: 'basic', username, password, origin } as const
      return Promise.resolve({ kind: 'found', credential })
    },
  })
  const response = await session.send({
    method: 'GET',
    to: '/v2/',
    what: `log in to "${repository.registry}"`,
    scopes: [],
    accept: [200],
  })
  response.discard()
  if (asked.size > 0) return
  const { registry } = repository
  throw new ExpectedFailure({ topic: 'manager', reason: 'login-not-asked', registry })
}
