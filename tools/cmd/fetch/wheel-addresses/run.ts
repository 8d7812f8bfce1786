import { mkdtempDisposable, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ExpectedFailure } from '../../../core/failure.ts'
import { parseSoughtWheels } from '../../../core/python/wheel_address.ts'
import { fileFailure } from '../../../node/file_failure.ts'
import { findAddresses } from '../../../node/packages/find_addresses.ts'
import type { Shell } from '../../../node/shell.ts'
import { writeFailure } from '../../../node/write_failure.ts'

/** What `rt fetch wheel-addresses` is asked to do. */
export interface WheelAddressesRequest {
  /** A JSON file: the packages of a lock. */
  readonly packages: string
  readonly python: string
  readonly glibc: string
  readonly out: string
}

/**
 * Writes where the wheels of a lock are today: JSON, by architecture and name.
 *
 * @throws ExpectedFailure when a file cannot be read or written; never for an index, since a wheel that is not
 *   found here is looked for again when it is needed
 */
export async function findWheelAddresses(
  { packages, python, glibc, out }: WheelAddressesRequest,
  shell: Shell,
): Promise<void> {
  const bytes = await readFile(packages).catch((error: unknown) => {
    throw fileFailure(packages, error)
  })
  const read = parseSoughtWheels(bytes)
  if (!read.ok) {
    const problem = read.failure
    throw new ExpectedFailure({ topic: 'pip', reason: 'not-a-lock', path: packages, problem })
  }
  await using place = await mkdtempDisposable(join(dirname(out), '.addresses-'))
  const search = { wheels: read.value, target: { python, glibc }, folder: place.path }
  const text = `${JSON.stringify(await findAddresses(search, shell), null, 1)}\n`
  await writeFile(out, text).catch((error: unknown) => {
    throw writeFailure(out, text.length, error)
  })
}
