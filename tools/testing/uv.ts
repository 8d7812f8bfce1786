import { homedir } from 'node:os'
import { join } from 'node:path'
import { explain } from '../core/explain.ts'
import { Uv } from '../node/packages/uv.ts'

/** Where rt keeps uv between tests. */
export const RT_CACHE = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'rt')

/** Takes uv from the index of this machine, once; what tests lock and find comes from loopback alone. */
export async function ensureUv(): Promise<void> {
  const { signal } = new AbortController()
  await Uv.open({ env: process.env, explain: (failure) => explain(failure).message, signal })
}
