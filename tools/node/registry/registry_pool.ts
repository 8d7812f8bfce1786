import type { Repository } from '../../core/reference.ts'
import { formatRepository } from '../../core/reference.ts'
import { RepositoryClient } from './repository.ts'
import { connectionsOf, RegistrySession } from './session.ts'
import type { Connections } from './http/connections.ts'
import type { RegistryOptions } from './session.ts'

/**
 * Clients for any number of repositories, one each; those of one registry share its connections. To be disposed of.
 */
export class RegistryPool implements Disposable {
  readonly #options: RegistryOptions
  /** By `HOST/NAME`. */
  readonly #clients = new Map<string, RepositoryClient>()
  /** By `HOST`. */
  readonly #connections = new Map<string, Connections>()

  constructor(options: RegistryOptions) {
    this.#options = options
  }

  /** Requests that were sent so far, to all registries. */
  get requests(): number {
    return [...this.#connections.values()].reduce((sum, each) => sum + each.requests, 0)
  }

  client(repository: Repository): RepositoryClient {
    const name = formatRepository(repository)
    const known = this.#clients.get(name)
    if (known !== undefined) return known
    const { registry } = repository
    const connections = this.#connections.get(registry) ?? connectionsOf(registry, this.#options)
    this.#connections.set(registry, connections)
    const client = new RepositoryClient(new RegistrySession(repository, this.#options, connections))
    this.#clients.set(name, client)
    return client
  }

  [Symbol.dispose](): void {
    for (const connections of this.#connections.values()) connections[Symbol.dispose]()
  }
}
