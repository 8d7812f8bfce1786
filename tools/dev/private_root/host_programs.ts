import { existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { writeIfChanged } from '../write_if_changed.ts'

/** Where the root sees the machine's own. */
export const HOST_IN_ROOT = '.host'

/** The variable that brings the machine's PATH into the root, for the programs of the machine. */
export const HOST_PATH = 'RT_HOST_PATH'

/** Programs of the machine that repository rules use with all that is configured for them there. */
const AT_FIXED_PATHS = ['/usr/bin/apt-get', '/usr/lib/apt/apt-helper'] as const

/** The same, wherever the machine has them: `git_override`, and `npm ci` for a release of rt without `node_modules`. */
const ON_PATH = ['git', 'npm'] as const

/**
 * Gives the root programs of the machine: with the same sources, registries, proxies, keys and credentials, which
 * are spread over many files. Paths of what they read and write are absolute, or relative to the working directory, and
 * both are the same inside and outside.
 */
export function lendHostPrograms(root: string): void {
  for (const program of AT_FIXED_PATHS)
    if (existsSync(program)) lend(root, program, `exec chroot /${HOST_IN_ROOT} ${program} "$@"`)
  for (const name of ON_PATH) if (isOnPath(name)) lend(root, `/usr/bin/${name}`, onPath(name))
}

function lend(root: string, path: string, command: string): void {
  const script = join(root, path)
  mkdirSync(dirname(script), { recursive: true })
  writeIfChanged(script, Buffer.from(`#!/bin/sh\n${command}\n`), 0o755)
}

function isOnPath(name: string): boolean {
  const folders = (process.env['PATH'] ?? '').split(':')
  return folders.some((folder) => folder !== '' && existsSync(join(folder, name)))
}

/** Finds the program by the PATH of the machine: npm is a script, whose Node is found the same way. */
function onPath(name: string): string {
  return `PATH="\${${HOST_PATH}:-$PATH}" exec chroot /${HOST_IN_ROOT} /bin/sh -c 'cd "$0" && exec ${name} "$@"' "$PWD" "$@"`
}
