import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ExpectedFailure } from '../../core/failure.ts'
import type { WheelTarget } from '../../core/python/best_wheel.ts'
import type { PylockPackage } from '../../core/python/pylock.ts'
import { parsePylock } from '../../core/python/pylock.ts'
import { compileOptions } from '../../core/python/uv_arguments.ts'
import { loginFor } from '../../core/python/index_access.ts'
import type { SoughtWheel, WheelAddress } from '../../core/python/wheel_address.ts'
import { wheelAddresses } from '../../core/python/wheel_address.ts'
import type { Shell } from '../shell.ts'
import { configuredAccess, netrcLogins } from './machine_access.ts'
import { Uv } from './uv.ts'

/** Wheels whose addresses are wanted. */
export interface AddressSearch {
  readonly wheels: readonly SoughtWheel[]
  readonly target: Omit<WheelTarget, 'architecture'>
  /** For files in between; empty. */
  readonly folder: string
}

/** Addresses by architecture, then by name of the package. */
export type FoundAddresses = Readonly<Record<string, Readonly<Record<string, FoundAddress>>>>

/** An address, and whether it needs no login that this machine knows. */
export interface FoundAddress extends WheelAddress {
  readonly forAll: boolean
}

/**
 * Asks the indexes of this machine, once for all wheels of an architecture, where they are. What has no answer is
 * left out: pip says better why, when the wheel is needed.
 */
export async function findAddresses(
  { wheels, target, folder }: AddressSearch,
  shell: Pick<Shell, 'env' | 'explain' | 'signal'>,
): Promise<FoundAddresses> {
  const uv = await openUv(shell)
  if (uv === undefined) return {}
  const { indexes } = await configuredAccess(shell)
  const netrc = await netrcLogins(shell.env)
  const withAccess = ([name, address]: readonly [string, WheelAddress]) => {
    const forAll = loginFor(address.url, indexes, netrc) === undefined
    return [name, { ...address, forAll }] as const
  }
  const architectures = [...new Set(wheels.map(({ architecture }) => architecture))]
  const found = architectures.map(async (architecture) => {
    const here = wheels.filter((each) => each.architecture === architecture)
    const offered = await askFor(here, { ...target, architecture }, join(folder, architecture), uv)
    const addresses = wheelAddresses(here, offered, { ...target, architecture })
    return [architecture, Object.fromEntries([...addresses].map(withAccess))] as const
  })
  return Object.fromEntries(await Promise.all(found))
}

async function openUv(shell: Pick<Shell, 'env' | 'explain' | 'signal'>): Promise<Uv | undefined> {
  try {
    return await Uv.open(shell)
  } catch (error) {
    if (error instanceof ExpectedFailure) return undefined
    throw error
  }
}

async function askFor(
  wheels: readonly SoughtWheel[],
  target: WheelTarget,
  place: string,
  uv: Uv,
): Promise<readonly PylockPackage[]> {
  await mkdir(place)
  const pins = wheels.map(({ name, version }) => `${name}==${version}\n`)
  await writeFile(join(place, 'pins.txt'), pins.join(''))
  const options = compileOptions({ ...target, prereleases: false }, target.architecture)
  const form = ['pins.txt', '--no-deps', '--format=pylock.toml', '--output-file=pylock.toml']
  const { code } = await uv.run(place, [...options, ...form])
  if (code !== 0) return []
  const pylock = parsePylock(await readFile(join(place, 'pylock.toml'), 'utf8'))
  return pylock.ok ? pylock.value : []
}
