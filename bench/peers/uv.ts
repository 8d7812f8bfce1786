import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fetchUv } from '../data/wheels.ts'
import { measure } from '../measure/command.ts'

interface LockedPackage {
  readonly name: string
  readonly version: string
}

/** The requirements that a lock of rt stands for, such as `numpy==1.26.4`. */
export function pinsOf(lock: string): readonly string[] {
  const { packages } = JSON.parse(readFileSync(lock, 'utf8')) as { packages: LockedPackage[] }
  return packages.map(({ name, version }) => `${name}==${version}`)
}

/**
 * Installs packages as uv does, bytecode included, and nothing else that they need.
 *
 * @returns the directory of the modules
 */
export async function installByUv(pins: readonly string[], folder: string): Promise<string> {
  const uv = await fetchUv()
  const venv = join(folder, 'venv')
  await measure({ argv: [uv, 'venv', '-q', '-p', '3.11', venv] })
  const install = [uv, 'pip', 'install', '-q', '--no-deps', '--compile-bytecode', ...pins]
  await measure({ argv: install, env: { VIRTUAL_ENV: venv } })
  return join(venv, 'lib/python3.11/site-packages')
}
