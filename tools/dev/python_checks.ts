import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Finished } from './command.ts'
import { ensureVenv } from '../testing/python_venv.ts'
import { run } from './command.ts'
import { CHECKOUT } from './places.ts'

/** The folder of the Python programs that go into images. */
export const SERVERS = join(CHECKOUT, 'servers')

/** Options of ruff for all Python of rt: what runs in images, and what actions run. */
export const PYTHON = ['--config', 'pyproject.toml', '.', '../tools/python']

/** The Python of the virtual environment that checks the servers, made once for each list of requirements. */
async function ensurePython(): Promise<string> {
  const requirements = join(SERVERS, 'requirements-test.txt')
  const hash = createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex')
    .slice(0, 16)
  return ensureVenv(`python-${hash}`, ['-r', requirements])
}

/** Runs a module of the environment, such as `pytest`, in the folder of the servers. */
export async function runPythonModule(
  module: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<Finished> {
  return run(await ensurePython(), ['-m', module, ...args], { cwd: SERVERS, env })
}
