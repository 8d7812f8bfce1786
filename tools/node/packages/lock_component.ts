import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { rm, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { ExpectedFailure } from '../../core/failure.ts'
import { chooseKept } from '../../core/packages/kept_files.ts'
import type { LockedFile, LockedPackage } from '../../core/packages/lock.ts'
import type { RuntimeComponent } from '../../core/packages/runtime_set.ts'
import type { Shell } from '../shell.ts'
import { downloadUrl } from './download_url.ts'
import { openArchive } from './open_archive.ts'
import { downloadWanted } from './pip.ts'

/** A component whose packages are to be found. */
export interface ComponentJob {
  readonly name: string
  readonly component: RuntimeComponent
  /** Those of the set, in the words of OCI. */
  readonly architectures: readonly string[]
  /** Packages of components that it needs. */
  readonly needed: readonly LockedPackage[]
  /** For downloads, one at a time. */
  readonly folder: string
}

/**
 * Fetches the packages of a component for every architecture and looks into them; nothing is kept of them
 * but what a lock says.
 *
 * @throws ExpectedFailure when a package cannot be had, or has no file that the component wants
 */
export async function lockComponent(
  job: ComponentJob,
  shell: Shell,
): Promise<readonly LockedPackage[]> {
  const { source } = job.component
  switch (source.kind) {
    case 'wheel':
      return [await lockEach(job, source, (architecture) => fetchWheel(architecture, job, shell))]
    case 'archive':
      return [await lockEach(job, source, (architecture) => fetchUrl(architecture, job, shell))]
    case 'deb':
      throw new TypeError('not yet')
  }
}

/** A file that was fetched, and what the lock says of where it is. */
interface Fetched {
  readonly path: string
  readonly urls?: readonly string[]
}

async function lockEach(
  job: ComponentJob,
  { kind, name, version }: { kind: LockedPackage['kind']; name: string; version: string },
  fetch: (architecture: string) => Promise<Fetched>,
): Promise<LockedPackage> {
  const files: Record<string, LockedFile> = {}
  for (const architecture of job.component.architectures ?? job.architectures) {
    const { path, urls } = await fetch(architecture)
    const locked = await lockFile(job, name, architecture, path)
    files[architecture] = { ...locked, ...(urls === undefined ? {} : { urls }) }
    await rm(path)
  }
  return { name, version, kind, files }
}

async function fetchWheel(
  architecture: string,
  { component, folder }: ComponentJob,
  shell: Shell,
): Promise<Fetched> {
  const { source } = component
  if (source.kind !== 'wheel') throw new TypeError(`No wheel: ${source.kind}`)
  const { name, version, python } = source
  shell.stderr.write(`${name} ${version} for ${architecture}\n`)
  return { path: await downloadWanted({ name, version, python, architecture }, folder, shell) }
}

async function fetchUrl(
  architecture: string,
  { component, folder }: ComponentJob,
  shell: Shell,
): Promise<Fetched> {
  const url = component.source.kind === 'archive' ? component.source.urls[architecture] : undefined
  if (url === undefined) throw new TypeError(`No address for ${architecture}`)
  shell.stderr.write(`${url}\n`)
  return { path: await downloadUrl(url, folder, shell.signal), urls: [url] }
}

/** What a lock says of one archive. */
async function lockFile(
  { name: component, component: { keep, leaveOut } }: ComponentJob,
  name: string,
  architecture: string,
  path: string,
): Promise<LockedFile> {
  const file = basename(path)
  const members = await openArchive(path, file).list()
  const kept = chooseKept(members, { name, keep, leaveOut })
  const topic = 'runtime-lock'
  if (!kept.ok) {
    const problem = kept.failure
    throw new ExpectedFailure({ topic, reason: 'same-place', component, archive: file, problem })
  }
  const patterns = Object.keys(keep)
  if (
    patterns.length > 0 &&
    Object.keys(kept.value).every((place) => place.startsWith('licenses/'))
  ) {
    const archive = file
    throw new ExpectedFailure({
      topic,
      reason: 'no-files',
      component,
      archive,
      architecture,
      patterns,
    })
  }
  return { file, sha256: await sha256Of(path), size: (await stat(path)).size, kept: kept.value }
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path, { highWaterMark: 1 << 18 }), hash)
  return hash.digest('hex')
}
