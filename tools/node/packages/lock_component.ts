import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { rm, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { ExpectedFailure } from '../../core/failure.ts'
import { makeDebLock } from '../../core/deb/make_lock.ts'
import { chooseKept, LICENCES } from '../../core/packages/kept_files.ts'
import type { KeptFile, LockedFile, LockedPackage } from '../../core/packages/lock.ts'
import type { PackageSource, RuntimeComponent } from '../../core/packages/runtime_set.ts'
import type { PackageRequest } from '../deb/choose_packages.ts'
import { choosePackages } from '../deb/choose_packages.ts'
import { fetchDeb } from '../deb/fetch_deb.ts'
import type { Shell } from '../shell.ts'
import { downloadUrl } from './download_url.ts'
import { openArchive } from './open_archive.ts'
import { downloadWanted } from './pip.ts'

/** A component whose packages are to be found. */
export interface ComponentJob {
  readonly name: string
  readonly component: RuntimeComponent
  /** Those of the set, by GOARCH name. */
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
      return await lockDebs(job, source, shell)
  }
}

/** A file that was fetched, and what the lock says of where it is. */
interface Fetched {
  readonly path: string
  readonly urls?: readonly string[]
}

async function lockEach(
  job: ComponentJob,
  { kind, name, version }: Pick<LockedPackage, 'kind' | 'name' | 'version'>,
  fetch: (architecture: string) => Promise<Fetched>,
): Promise<LockedPackage> {
  const files: Record<string, LockedFile> = {}
  for (const architecture of job.component.architectures ?? job.architectures) {
    const { path, urls } = await fetch(architecture)
    const kept = await keptIn(job, name, path)
    if (!keepsMore(kept)) throw noFiles(job, basename(path), architecture)
    const { size } = await stat(path)
    const sha256 = await sha256Of(path)
    const places = urls === undefined ? {} : { urls }
    files[architecture] = { file: basename(path), sha256, size, ...places, kept }
    await rm(path)
  }
  return { name, version, kind, files }
}

type DebSource = Extract<PackageSource, { readonly kind: 'deb' }>

/** Packages that bring nothing which is kept are left out: data, and libraries that the base has. */
async function lockDebs(
  job: ComponentJob,
  source: DebSource,
  shell: Shell,
): Promise<readonly LockedPackage[]> {
  const known = new Set(job.needed.map(({ name }) => name))
  const { packages } = makeDebLock({}, await choosePackages(packageRequestOf(job, source), shell))
  const locked: LockedPackage[] = []
  for (const { name, version, files } of packages.filter((each) => !known.has(each.name))) {
    const entries = Object.entries(files)
    const filled = await Promise.all(
      entries.map(async ([architecture, file]) => {
        const kept = await keptInDeb(job, name, { ...file, architecture }, shell)
        return [architecture, { ...file, kept }] as const
      }),
    )
    const useful = filled.filter(([, { kept }]) => keepsMore(kept))
    if (useful.length > 0)
      locked.push({ name, version, kind: 'deb', files: Object.fromEntries(useful) })
  }
  return locked
}

function packageRequestOf(
  job: ComponentJob,
  { packages, suite, without }: DebSource,
): PackageRequest {
  return {
    suite,
    components: ['main'],
    architectures: (job.component.architectures ?? job.architectures).map((oci) => {
      return { oci, debian: oci }
    }),
    packages: packages.map((name) => ({ name })),
    exclude: new Set(without),
    mirrors: [],
  }
}

async function keptInDeb(
  job: ComponentJob,
  name: string,
  { file, sha256, architecture }: LockedFile & { readonly architecture: string },
  shell: Shell,
): Promise<Kept> {
  const out = join(job.folder, `${architecture}-${basename(file)}`)
  shell.stderr.write(`${basename(file)}\n`)
  await fetchDeb(shell, { out, file, sha256 })
  const kept = await keptIn(job, name, out)
  await rm(out)
  return kept
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

type Kept = Readonly<Record<string, KeptFile>>

/** What is kept of an archive. */
async function keptIn(
  { name: component, component: { keep, leaveOut } }: ComponentJob,
  name: string,
  path: string,
): Promise<Kept> {
  const archive = basename(path)
  const kept = chooseKept(await openArchive(path, archive).list(), { name, keep, leaveOut })
  if (kept.ok) return kept.value
  const problem = kept.failure
  const topic = 'runtime-lock'
  throw new ExpectedFailure({ topic, reason: 'same-place', component, archive, problem })
}

function keepsMore(kept: Kept): boolean {
  return Object.keys(kept).some((place) => !place.startsWith(LICENCES))
}

function noFiles(
  { name: component, component: { keep } }: ComponentJob,
  archive: string,
  architecture: string,
): ExpectedFailure {
  const patterns = Object.keys(keep)
  const topic = 'runtime-lock'
  const reason = 'no-files'
  return new ExpectedFailure({ topic, reason, component, archive, architecture, patterns })
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path, { highWaterMark: 1 << 18 }), hash)
  return hash.digest('hex')
}
