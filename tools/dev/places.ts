import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The root of this checkout of rt. */
export const CHECKOUT = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

/** Where development tools are kept between runs: `$XDG_CACHE_HOME/rt`, or `~/.cache/rt`. */
export const CACHE = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'rt')

/** Programs unpacked from packages of a later Debian, for tests: crane, oras, umoci. */
export const TOOLS = join(CACHE, 'tools', 'usr', 'bin')
