import { fileURLToPath } from 'node:url'
import type { Command } from './command.ts'
import { shell } from './command.ts'

const HASH_FILES = fileURLToPath(new URL('hash_files.ts', import.meta.url))

/**
 * Commands that do nothing but hash the files, with one process a core, each its share: the machine's own
 * limit. By openssl and by Node; the faster one counts.
 */
export function sha256Limits(
  openssl: string,
  files: readonly string[],
  cores: number,
): Readonly<Record<'openssl' | 'node', Command>> {
  const share = Math.ceil(files.length / cores)
  const spread = (program: string): Command => ({
    argv: shell(`printf '%s\\0' "$@" | xargs -0 -n ${share} -P ${cores} ${program}`, ...files),
  })
  return {
    openssl: spread(`'${openssl}' dgst -sha256`),
    node: spread(`'${process.execPath}' '${HASH_FILES}'`),
  }
}
