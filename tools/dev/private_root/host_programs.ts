import { existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { settleFile } from '../settle_file.ts'

/** Where the root sees the machine's own. */
export const HOST_IN_ROOT = '.host'

/** Programs of the machine that repository rules use with all that is configured for them there. */
const HOST_PROGRAMS = ['/usr/bin/apt-get', '/usr/lib/apt/apt-helper'] as const

/**
 * Gives the root the machine's own package client: the same sources, proxies, keys and credentials, which
 * are spread over many files. Paths of what it writes are absolute, and the same inside and outside.
 */
export function lendHostPrograms(root: string): void {
  for (const program of HOST_PROGRAMS) {
    const path = join(root, program)
    if (!existsSync(program)) continue
    mkdirSync(dirname(path), { recursive: true })
    const script = `#!/bin/sh\nexec chroot /${HOST_IN_ROOT} ${program} "$@"\n`
    settleFile(path, Buffer.from(script), 0o755)
  }
}
