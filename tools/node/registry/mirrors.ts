import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { ExpectedFailure } from '../../core/failure.ts'
import type { MirrorTable } from '../../core/registry/mirrors.ts'
import { joinMirrors, parseMirrorFile, parseMirrorList } from '../../core/registry/mirrors.ts'
import type { Result } from '../../core/result.ts'
import { fileFailure, systemErrorCode } from '../file_failure.ts'

type Env = Readonly<Record<string, string | undefined>>

const LIST = 'RT_REGISTRY_MIRRORS'
const FILE = 'RT_REGISTRY_MIRRORS_FILE'

/**
 * Finds the mirrors of registries: those of `$RT_REGISTRY_MIRRORS`, then those of the file that
 * `$RT_REGISTRY_MIRRORS_FILE` names, or else of `rt/mirrors.json` below `$XDG_CONFIG_HOME` (`~/.config`).
 *
 * @throws ExpectedFailure when one of them makes no sense, or a file that is named cannot be read
 */
export function readMirrors(env: Env): MirrorTable {
  const list = expectMirrors(`$${LIST}`, parseMirrorList(env[LIST] ?? ''))
  const named = env[FILE]
  const config = env['XDG_CONFIG_HOME'] || join(env['HOME'] ?? homedir(), '.config')
  const path = named || join(config, 'rt/mirrors.json')
  const text = readText(path, named !== undefined && named !== '')
  if (text === undefined) return list
  return joinMirrors([list, expectMirrors(`"${path}"`, parseMirrorFile(text))])
}

function readText(path: string, mustExist: boolean): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const code = systemErrorCode(error)
    if (!mustExist && (code === 'ENOENT' || code === 'ENOTDIR')) return undefined
    throw fileFailure(path, error)
  }
}

function expectMirrors(source: string, parsed: Result<MirrorTable, string>): MirrorTable {
  if (parsed.ok) return parsed.value
  const problem = parsed.failure
  throw new ExpectedFailure({ topic: 'registry', reason: 'malformed-mirrors', source, problem })
}
