import { existsSync } from 'node:fs'
import { run } from './command.ts'
import type { UnpackedPackages } from './unpacked_packages.ts'
import { ensureUnpacked } from './unpacked_packages.ts'

/** Programs of Debian 12 that the tests and the demo drive, and the package of each. */
const SYSTEM_PROGRAMS: Readonly<Record<string, string>> = {
  '/usr/bin/bsdtar': 'libarchive-tools',
  '/usr/bin/containerd': 'containerd',
  '/usr/bin/docker-registry': 'docker-registry',
  '/usr/bin/htpasswd': 'apache2-utils',
  '/usr/bin/oci-image-tool': 'oci-image-tool',
  '/usr/bin/podman': 'podman',
  '/usr/bin/qemu-aarch64-static': 'qemu-user-static',
  '/usr/bin/skopeo': 'skopeo',
  '/usr/bin/umoci': 'umoci',
  '/usr/bin/wrk': 'wrk',
  '/usr/sbin/dockerd': 'docker.io',
  '/usr/sbin/runc': 'runc',
}

/** Newer ones of a later Debian that run here unpacked, and the image specification's JSON schemas. */
const NEWER_TOOLS: UnpackedPackages = {
  folder: 'tools',
  packages: ['crane', 'golang-github-opencontainers-image-spec-dev', 'oras', 'umoci'],
  libraries: 'alone',
}

/** A service for remote execution (justbuild), which wants a later C library than Debian 12 has. */
export const REMOTE_EXECUTION: UnpackedPackages = {
  folder: 'remote-execution',
  packages: ['justbuild'],
  libraries: 'closure',
}

/** Later engines than the machine's own; for `npm run conformance` alone, which fetches them. */
export const NEWER_ENGINES: UnpackedPackages = {
  folder: 'newer-engines',
  packages: ['containerd', 'docker-cli', 'docker.io'],
  libraries: 'alone',
}

/** What could not be had, for people. */
export type Missing = readonly string[]

/** Installs the container programs that are missing, where root and apt allow. */
export async function ensureContainerTools(): Promise<Missing> {
  const lacking = Object.entries(SYSTEM_PROGRAMS).filter(([path]) => !existsSync(path))
  const outcomes = await Promise.all([
    lacking.length === 0 ? [] : installSystemPackages(lacking.map(([, name]) => name)),
    ensureUnpackedTools(NEWER_TOOLS),
    ensureUnpackedTools(REMOTE_EXECUTION),
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

async function ensureUnpackedTools(packages: UnpackedPackages): Promise<Missing> {
  try {
    await ensureUnpacked(packages)
    return []
  } catch (error) {
    process.stderr.write(`rt: ${error instanceof Error ? error.message : String(error)}\n`)
    return packages.packages
  }
}
