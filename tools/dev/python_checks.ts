import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Finished } from './command.ts'
import { must, run } from './command.ts'
import { CACHE, CHECKOUT } from './places.ts'

/** The folder of the Python programs that go into images. */
export const SERVERS = join(CHECKOUT, 'servers')

/** Options of ruff for all Python of rt: what runs in images, and what actions run. */
export const PYTHON = ['--config', 'pyproject.toml', '.', '../tools/python']

/** Makes the virtual environment that checks the servers, once for each list of requirements. */
async function ensureEnvironment(): Promise<string> {
  const requirements = join(SERVERS, 'requirements-test.txt')
  const hash = createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex')
    .slice(0, 16)
  const environment = join(CACHE, `python-${hash}`)
  if (existsSync(environment)) return environment
  const fresh = `${environment}.${process.pid}`
  await rm(fresh, { recursive: true, force: true })
  await must('python3', ['-m', 'venv', fresh])
  // Its programs are run as modules, which work after the folder is renamed.
  await must(join(fresh, 'bin/python'), ['-m', 'pip', 'install', '--quiet', '-r', requirements])
  await rename(fresh, environment).catch(async (error: unknown) => {
    if (!existsSync(environment)) throw error
    await rm(fresh, { recursive: true, force: true })
  })
  return environment
}

/** Runs a module of the environment, such as `pytest`, in the folder of the servers. */
export async function runPythonModule(
  module: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<Finished> {
  const python = join(await ensureEnvironment(), 'bin/python')
  return run(python, ['-m', module, ...args], { cwd: SERVERS, env })
}
