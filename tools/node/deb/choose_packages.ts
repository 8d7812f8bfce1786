import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AvailablePackage } from '../../core/deb/available.ts'
import { makeUniverse, parseIndex } from '../../core/deb/available.ts'
import type { Choice } from '../../core/deb/make_lock.ts'
import type { Mirror } from '../../core/deb/mirror.ts'
import type { Relation } from '../../core/deb/relation.ts'
import { resolve } from '../../core/deb/resolve.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import type { Shell } from '../shell.ts'
import type { SuiteRequest } from './apt.ts'
import { Apt } from './apt.ts'
import type { IndexText } from './mirror_indexes.ts'
import { mirrorIndexes } from './mirror_indexes.ts'

/** What is to be chosen, and from where. */
export interface PackageRequest {
  readonly suite: string
  readonly components: readonly string[]
  /** As a GOARCH name, and in Debian's terms. */
  readonly architectures: readonly { readonly oci: string; readonly debian: string }[]
  readonly packages: readonly Relation[]
  readonly exclude: ReadonlySet<string>
  /** Where to look; the sources of the machine's own apt where none is named. */
  readonly mirrors: readonly Mirror[]
}

/**
 * Chooses packages and all that they need from what a suite has now, for each architecture.
 *
 * @throws ExpectedFailure when an index cannot be had, or a package is not there or does not fit
 */
export async function choosePackages(
  wanted: PackageRequest,
  shell: Pick<Shell, 'env' | 'signal'>,
): Promise<readonly Choice[]> {
  const architectures = wanted.architectures.map(({ debian }) => debian)
  const request = { ...wanted, architectures }
  const texts =
    wanted.mirrors.length > 0
      ? await mirrorIndexes(wanted.mirrors, request, shell)
      : await machineIndexes(request, shell)
  return wanted.architectures.map(({ oci, debian }) => {
    const universe = makeUniverse(available(texts, debian))
    const place = `${wanted.suite} for ${oci}`
    const chosen = resolve({ universe, packages: wanted.packages, exclude: wanted.exclude, place })
    if (!chosen.ok) throw new ExpectedFailure(chosen.failure)
    return { architecture: oci, packages: chosen.value }
  })
}

async function machineIndexes(
  request: SuiteRequest,
  shell: Pick<Shell, 'env' | 'signal'>,
): Promise<readonly IndexText[]> {
  const directory = await mkdtemp(join(tmpdir(), 'rt-apt-'))
  try {
    const files = await new Apt(shell).indexes(request, directory)
    return files.map(({ architecture, path }) => {
      return { architecture, text: readFileSync(path, 'utf8') }
    })
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

function* available(texts: readonly IndexText[], debian: string): Generator<AvailablePackage> {
  for (const { architecture, text } of texts)
    if (architecture === debian) yield* parseIndex(text, debian)
}
