import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fetchUv } from '../data/wheels.ts'
import { measure } from '../measure/command.ts'

interface LockedPackage {
  readonly name: string
  readonly version: string
}

/**
 * Installs the wheels of a lock as uv does, bytecode included.
 *
 * @returns the directory of the modules
 */
export async function installByUv(lock: string, folder: string): Promise<string> {
  const { packages } = JSON.parse(readFileSync(lock, 'utf8')) as { packages: LockedPackage[] }
  const pins = packages.map(({ name, version }) => `${name}==${version}`)
  const uv = await fetchUv()
  const venv = join(folder, 'venv')
  await measure({ argv: [uv, 'venv', '-q', '-p', '3.11', venv] })
  const install = [uv, 'pip', 'install', '-q', '--no-deps', '--compile-bytecode', ...pins]
  await measure({ argv: install, env: { VIRTUAL_ENV: venv } })
  return join(venv, 'lib/python3.11/site-packages')
}
