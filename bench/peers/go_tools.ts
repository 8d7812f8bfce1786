import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../../tools/dev/command.ts'
import { CACHE } from '../../tools/dev/places.ts'

/** Where programs are kept that the bench builds. */
export const BENCH_TOOLS = join(CACHE, 'bench-tools')

/** Clients that their projects publish as Go modules: later ones than a distribution has. */
const MODULES = {
  crane: 'github.com/google/go-containerregistry/cmd/crane@latest',
  regctl: 'github.com/regclient/regclient/cmd/regctl@latest',
} as const

/** Builds clients by Go where that is there and nobody built them before; silent where they cannot be had. */
export async function ensureGoTools(): Promise<void> {
  mkdirSync(BENCH_TOOLS, { recursive: true })
  const env = { ...process.env, GOBIN: BENCH_TOOLS }
  for (const [name, module] of Object.entries(MODULES)) {
    if (!existsSync(join(BENCH_TOOLS, name))) await run('go', ['install', module], { env })
  }
}
