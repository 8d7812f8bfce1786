import type { Mistakes } from '../document/mistakes.ts'
import type { Connection } from './connection.ts'

/**
 * Refuses connections with secrets in files that a build reads: their text would be an input of actions, and so reach
 * caches and other machines.
 */
export function refuseSecrets(
  connections: ReadonlyMap<string, Connection> | undefined,
  mistakes: Mistakes,
): void {
  for (const { id, password, keySecret, at } of connections?.values() ?? []) {
    if (password === undefined && keySecret === undefined) continue
    mistakes.add(at, `the connection "${id}" has a secret, and this file is read while building`, {
      accepted: 'connections with secrets in files of their own, which are read when packing only',
      fix: 'move it to another file, and name that in connections = "..."',
    })
  }
}
