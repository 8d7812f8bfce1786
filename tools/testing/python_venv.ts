import { execFile } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { RT_CACHE } from './uv.ts'

const run = promisify(execFile)

/**
 * A virtual environment of the machine's Python with packages of the index that its pip knows; made once on a
 * machine.
 *
 * @param name what it is kept as; one name is for one set of requirements
 * @returns its folder of programs
 */
export async function ensureVenv(name: string, requirements: readonly string[]): Promise<string> {
  const path = join(RT_CACHE, `test-${name}`)
  const programs = join(path, 'bin')
  const whole = join(path, 'whole')
  if (existsSync(whole)) return programs
  await run('python3', ['-m', 'venv', '--clear', path])
  await run(join(programs, 'python'), ['-m', 'pip', 'install', '--quiet', ...requirements])
  writeFileSync(whole, '')
  return programs
}
