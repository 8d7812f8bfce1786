import { ExpectedFailure } from '../../core/failure.ts'
import { formatRepository, parseRepository } from '../../core/reference.ts'
import { transferReporter } from '../../node/progress/transfer_reporter.ts'
import { listTags } from '../../node/registry/list_tags.ts'
import { RepositoryClient } from '../../node/registry/repository.ts'
import { RegistrySession } from '../../node/registry/session.ts'
import type { Shell } from '../../node/shell.ts'
import type { RegistryFlags } from '../registry_options.ts'
import { registryOptions } from '../registry_options.ts'

/** What `rt ls` is asked to do. */
export interface ListRequest {
  /** A repository, as a person writes it. */
  readonly repository: string
  readonly json: boolean
  readonly flags: RegistryFlags
}

/**
 * Prints the tags of a repository.
 *
 * @throws ExpectedFailure when it is not there, or the registry refuses
 */
export async function listRepository(request: ListRequest, shell: Shell): Promise<void> {
  const { repository: text, json, flags } = request
  const parsed = parseRepository(text)
  if (!parsed.ok) {
    const problem = parsed.failure
    throw new ExpectedFailure({ topic: 'registry', reason: 'invalid-repository', text, problem })
  }
  using reporter = transferReporter(shell, 'text')
  using registry = new RegistrySession(parsed.value, registryOptions(shell, flags, reporter))
  const tags = await listTags(new RepositoryClient(registry))
  const document = { repository: formatRepository(parsed.value), tags }
  const lines = json ? [JSON.stringify(document)] : tags
  shell.stdout.write(lines.map((line) => `${line}\n`).join(''))
}
