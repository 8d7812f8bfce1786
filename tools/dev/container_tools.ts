import { existsSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { must, run } from './command.ts'
import { withLock } from './lock.ts'
import { CACHE, TOOLS } from './places.ts'
import { PrivateApt } from './private_root/apt.ts'
import { unpackAll } from './private_root/unpack.ts'

/** Programs of Debian 12 that the tests and the demo drive, and the package of each. */
const SYSTEM_PROGRAMS: Readonly<Record<string, string>> = {
  '/usr/bin/bsdtar': 'libarchive-tools',
  '/usr/bin/containerd': 'containerd',
  '/usr/bin/docker-registry': 'docker-registry',
  '/usr/bin/htpasswd': 'apache2-utils',
  '/usr/bin/oci-image-tool': 'oci-image-tool',
  '/usr/bin/podman': 'podman',
  '/usr/bin/skopeo': 'skopeo',
  '/usr/bin/umoci': 'umoci',
  '/usr/sbin/dockerd': 'docker.io',
  '/usr/sbin/runc': 'runc',
}

/** Newer ones of a later Debian that run here unpacked, and the image specification's JSON schemas. */
const UNPACKED_PACKAGES = ['crane', 'golang-github-opencontainers-image-spec-dev', 'oras', 'umoci']

/** What could not be had, for people. */
export type Missing = readonly string[]

/** Installs the container programs that are missing, where root and apt allow. */
export async function ensureContainerTools(): Promise<Missing> {
  const lacking = Object.entries(SYSTEM_PROGRAMS).filter(([path]) => !existsSync(path))
  const outcomes = await Promise.all([
    lacking.length === 0 ? [] : installSystemPackages(lacking.map(([, name]) => name)),
    ensureUnpackedTools(),
  ])
  return outcomes.flat()
}

async function installSystemPackages(packages: readonly string[]): Promise<Missing> {
  if (process.getuid?.() !== 0) return packages
  process.stderr.write(`rt: installing ${packages.join(', ')}\n`)
  // Upgrading by source package would replace login and passwd of the machine.
  const install = [
    'install',
    '-y',
    '-qq',
    '--no-install-recommends',
    '-o',
    'APT::Get::Upgrade-By-Source-Package=false',
    '-o',
    'DPkg::Lock::Timeout=300',
    ...packages,
  ]
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  await run('apt-get', ['-qq', '-o', 'DPkg::Lock::Timeout=300', 'update'], { env })
  const installed = await run('apt-get', install, { env })
  if (installed.status === 0) return []
  process.stderr.write(installed.stderr)
  return packages
}

async function ensureUnpackedTools(): Promise<Missing> {
  const root = join(CACHE, 'tools')
  if (existsSync(TOOLS)) return []
  try {
    await withLock(join(CACHE, 'tools.lock'), () => unpackTools(root))
    return []
  } catch (error) {
    process.stderr.write(`rt: ${error instanceof Error ? error.message : String(error)}\n`)
    return UNPACKED_PACKAGES
  }
}

async function unpackTools(root: string): Promise<void> {
  if (existsSync(TOOLS)) return
  const unfinished = `${root}.unfinished`
  const debs = join(CACHE, 'tools-debs')
  for (const folder of [root, unfinished, debs]) rmSync(folder, { recursive: true, force: true })
  const apt = new PrivateApt(join(CACHE, 'tools-apt'))
  await apt.update()
  await apt.download(UNPACKED_PACKAGES, debs)
  await unpackAll(debs, unfinished)
  rmSync(debs, { recursive: true, force: true })
  await must(join(unfinished, 'usr/bin/crane'), ['version'])
  renameSync(unfinished, root)
}
