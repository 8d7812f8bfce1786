import { mkdirSync, readFileSync, statSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { measure } from '../../../bench/measure/command.ts'
import { bsdtarThenDigests, zstdCodec } from '../../../bench/peers/archive.ts'
import { must } from '../../../tools/dev/command.ts'
import { tempDir } from '../../../tools/testing/temp_dir.ts'

/** What a Dockerfile would do with the same wheels: one layer of what pip installs. */
export interface OneLayer {
  /** Bytes as stored. */
  readonly size: number
  readonly seconds: Readonly<Record<'install' | 'pack', number>>
}

interface LockedPackage {
  readonly name: string
  readonly version: string
}

/** Installs the wheels of a lock with pip, bytecode included, and packs them by bsdtar with zstd -3. */
export async function oneLayer(lock: string): Promise<OneLayer> {
  await using folder = await tempDir()
  const { packages } = JSON.parse(readFileSync(lock, 'utf8')) as { packages: LockedPackage[] }
  const pins = packages.map(({ name, version }) => `${name}==${version}`)
  const root = join(folder.path, 'root')
  const began = performance.now()
  await must('python3', [
    ...['-m', 'pip', 'install', '--quiet', '--no-deps', '--no-cache-dir', '--only-binary=:all:'],
    ...['--disable-pip-version-check', '--target', root, ...pins],
  ])
  const install = (performance.now() - began) / 1000
  const out = join(folder.path, 'out')
  mkdirSync(out)
  const job = { bsdtar: 'bsdtar', openssl: 'openssl', sources: ['root'], out, cwd: folder.path }
  const pack = await measure(bsdtarThenDigests(job, zstdCodec('zstd', availableParallelism())))
  return { size: statSync(join(out, 'layer')).size, seconds: { install, pack: pack.wall } }
}
