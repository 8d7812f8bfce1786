import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../../tools/dev/command.ts'
import { CACHE } from '../../tools/dev/places.ts'

/** Where programs are kept that the bench builds. */
export const BENCH_TOOLS = join(CACHE, 'bench-tools')

/** Builds regctl by Go where that is there and nobody built it before; silent where it cannot be had. */
export async function ensureRegctl(): Promise<void> {
  if (existsSync(join(BENCH_TOOLS, 'regctl'))) return
  mkdirSync(BENCH_TOOLS, { recursive: true })
  const env = { ...process.env, GOBIN: BENCH_TOOLS }
  await run('go', ['install', 'github.com/regclient/regclient/cmd/regctl@latest'], { env })
}
