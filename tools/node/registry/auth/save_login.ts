import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { ExpectedFailure } from '../../../core/failure.ts'
import { helperServer, planLogin } from '../../../core/registry/auth_file.ts'
import { fileFailure, systemErrorCode } from '../../file_failure.ts'
import { writeFailure } from '../../write_failure.ts'
import type { CredentialSurroundings } from './credential_files.ts'
import { authFilePaths, HELPER_TIMEOUT } from './credential_files.ts'
import { storeWithHelper } from './credential_helper.ts'

/** What logs in somewhere. */
export interface Login {
  readonly username: string
  readonly password: string
}

/** Where a login is kept now. */
export interface KeptLogin {
  /** The file that is asked for it from now on. */
  readonly path: string
  /** The helper that keeps it; undefined where the file has it, in plain text. */
  readonly helper: string | undefined
}

/**
 * Keeps a login where credentials are looked for first: with the helper that the file names, else in the file itself,
 * which only its owner may read then.
 *
 * @param helper to use for the registry from now on; undefined for what the file says
 * @throws ExpectedFailure where the file is malformed or cannot be written, or the helper fails
 */
export async function saveLogin(
  registry: string,
  login: Login,
  helper: string | undefined,
  { env, signal, helperTimeout = HELPER_TIMEOUT }: CredentialSurroundings,
): Promise<KeptLogin> {
  const [path = ''] = authFilePaths(env)
  const encoded = Buffer.from(`${login.username}:${login.password}`, 'utf8').toString('base64')
  const plan = planLogin(await readIfThere(path), registry, encoded, helper)
  if (!plan.ok) {
    const problem = plan.failure
    throw new ExpectedFailure({ topic: 'registry', reason: 'malformed-auth-file', path, problem })
  }
  const place = plan.value
  if (place.kind === 'helper') {
    const server = helperServer(registry)
    const question = { helper: place.helper, server, env, signal, timeout: helperTimeout }
    const cause = await storeWithHelper(question, login)
    signal.throwIfAborted()
    if (cause !== undefined) {
      const problem = { registry, helper: place.helper, cause }
      throw new ExpectedFailure({ topic: 'manager', reason: 'unwritable-login', ...problem })
    }
  }
  await replace(path, place.text)
  return { path, helper: place.kind === 'helper' ? place.helper : undefined }
}

async function readIfThere(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return ''
    throw fileFailure(path, error)
  }
}

/** Nobody ever sees half of the file, and only its owner may read it. */
async function replace(path: string, text: string): Promise<void> {
  const temporary = `${path}.part`
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await writeFile(temporary, text, { mode: 0o600 })
    await rename(temporary, path)
  } catch (error) {
    throw writeFailure(path, Buffer.byteLength(text), error)
  }
}
