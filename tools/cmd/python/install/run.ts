import { mkdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import type { Environment } from '../../../core/python/environment.ts'
import { sitePackages } from '../../../core/python/environment.ts'
import type { Bytecode } from '../../../node/python/bytecode.ts'
import { UnpackedWheels } from '../../../node/python/unpacked_wheels.ts'
import { writeInstalled } from '../../../node/python/write_installed.ts'

/** What `rt python install` is asked to do. */
export interface WheelInstallRequest {
  /** Directory that becomes the `site-packages` of the environment. */
  readonly out: string
  readonly environment: Environment
  /** Undefined leaves compiled files out. */
  readonly bytecode: Bytecode | undefined
  /** Paths of .whl files. */
  readonly wheels: readonly string[]
}

/**
 * Installs wheels to a directory, for programs that import them while building.
 *
 * @throws ExpectedFailure when a wheel is damaged or lies, or two do not go together
 */
export async function installWheels(
  request: WheelInstallRequest,
  signal: AbortSignal,
): Promise<void> {
  const { out, environment, bytecode, wheels: files } = request
  mkdirSync(out, { recursive: true })
  const job = { files, environment, bytecode, spool: out, workers: availableParallelism(), signal }
  using unpacked = await UnpackedWheels.unpack(job)
  writeInstalled(unpacked.files, `${environment.prefix}/${sitePackages(environment)}`, out)
}
