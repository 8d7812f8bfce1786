import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { RT_CACHE } from './uv.ts'

const run = promisify(execFile)

/**
 * A virtual environment of the machine's Python with packages of the index that its pip knows; made once on a
 * machine, also where several programs want it at once.
 *
 * @param name what it is kept as; one name is for one set of requirements
 * @param requirements what follows `pip install`
 * @returns its Python; programs of packages are run as its modules, which work after the folder is renamed
 */
export async function ensureVenv(name: string, requirements: readonly string[]): Promise<string> {
  const path = join(RT_CACHE, name)
  const python = join(path, 'bin/python')
  if (existsSync(path)) return python
  const fresh = `${path}.${process.pid}`
  await run('python3', ['-m', 'venv', '--clear', fresh])
  await run(join(fresh, 'bin/python'), ['-m', 'pip', 'install', '--quiet', ...requirements])
  await rename(fresh, path).catch(async (error: unknown) => {
    if (!existsSync(path)) throw error
    await rm(fresh, { recursive: true, force: true })
  })
  return python
}
