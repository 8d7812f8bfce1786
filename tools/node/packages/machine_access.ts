import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { ExpectedFailure } from '../../core/failure.ts'
import { readPipError } from '../../core/packages/pip_answer.ts'
import type { IndexAccess } from '../../core/python/index_access.ts'
import { indexAccess } from '../../core/python/index_access.ts'
import type { PipSettings } from '../../core/python/index_settings.ts'
import {
  isToldItself,
  parsePipConfig,
  settingsOfVariables,
} from '../../core/python/index_settings.ts'
import type { Login } from '../../core/python/netrc.ts'
import { parseNetrc } from '../../core/python/netrc.ts'
import { parseUvConfig } from '../../core/python/uv_config.ts'
import type { Shell } from '../shell.ts'
import { askPip, lastWords } from './ask_pip.ts'

type Env = Shell['env']

/**
 * What pip's own configuration says; where there is no pip, what its variables say.
 *
 * @throws ExpectedFailure when pip cannot tell: another index than the one that it is set up for is never asked
 */
export async function pipSettings(shell: Pick<Shell, 'env' | 'signal'>): Promise<PipSettings> {
  const config = await askPip(['config', 'list'], shell)
  if (config.kind !== 'exited') return settingsOfVariables(shell.env)
  if (config.code === 0) return parsePipConfig(config.stdout)
  const failure = readPipError('', lastWords(config))
  if (failure.reason === 'no-pip' || isToldItself(shell.env)) return settingsOfVariables(shell.env)
  const problem = failure.reason === 'other' ? failure.detail : lastWords(config)
  throw new ExpectedFailure({ topic: 'pip', reason: 'unknown-indexes', problem })
}

/** How this machine reaches indexes: by its variables, and by the files of pip and uv. */
export async function configuredAccess(shell: Pick<Shell, 'env' | 'signal'>): Promise<IndexAccess> {
  const { env } = shell
  const settings = await pipSettings(shell)
  const ofFiles = Object.fromEntries(
    [...settings].map(([name, value]) => [`PIP_${name.toUpperCase().replaceAll('-', '_')}`, value]),
  )
  const access = indexAccess({ ...ofFiles, ...env })
  const uv = await Promise.all(uvFiles(env).map((path) => readOptional(path)))
  const told = uv.map((text) => parseUvConfig(text, env))
  return {
    ...access,
    indexes: [...access.indexes, ...told.flatMap(({ indexes }) => indexes)],
    unverified: [...access.unverified, ...told.flatMap(({ unverified }) => unverified)],
  }
}

/** Where uv finds its settings, apart from a project. */
function uvFiles(env: Env): readonly string[] {
  if (env['UV_NO_CONFIG']) return []
  if (env['UV_CONFIG_FILE']) return [env['UV_CONFIG_FILE']]
  const folder = env['XDG_CONFIG_HOME'] || join(homeOf(env), '.config')
  return [join(folder, 'uv/uv.toml'), '/etc/uv/uv.toml']
}

/** The logins of the netrc file. */
export async function netrcLogins(env: Env): Promise<ReadonlyMap<string, Login>> {
  return parseNetrc(await readOptional(env['NETRC'] || join(homeOf(env), '.netrc')))
}

function homeOf(env: Env): string {
  return env['HOME'] || homedir()
}

/** The text of a file; none where there is no such file, or it cannot be read. */
async function readOptional(path: string): Promise<string> {
  return await readFile(path, 'utf8').catch(() => '')
}
