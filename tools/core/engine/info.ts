import type { Platform } from '../descriptor.ts'
import { decodeJsonBytes } from '../json/cursor.ts'
import type { JsonCursor } from '../json/cursor.ts'
import type { Result } from '../result.ts'
import type { EngineInfo, EngineKind } from './engine.ts'

/** Docker unpacks zstd layers from this major version on (moby 23.0, "Add zstd (de)compression"). */
const FIRST_DOCKER_WITH_ZSTD = 23

/** How kernels name machines, where that differs from the names of the OCI image-spec (Go's GOARCH). */
const MACHINES: ReadonlyMap<string, Pick<Platform, 'architecture' | 'variant'>> = new Map([
  ['x86_64', { architecture: 'amd64' }],
  ['aarch64', { architecture: 'arm64' }],
  ['armv7l', { architecture: 'arm', variant: 'v7' }],
  ['armv6l', { architecture: 'arm', variant: 'v6' }],
  ['i386', { architecture: '386' }],
  ['i686', { architecture: '386' }],
])

/**
 * Reads the answer of `PROGRAM info` as JSON.
 *
 * What decides is the shape of the answer, not the name of the program: podman is often installed as
 * `docker`, too.
 *
 * @param kind the family that the program's name stands for
 * @returns the failure says why this is not an engine that answers
 */
export function parseEngineInfo(kind: EngineKind, bytes: Uint8Array): Result<EngineInfo, string> {
  return decodeJsonBytes(bytes, (root) =>
    root.optional('host') === undefined ? dockerInfo(kind, root) : podmanInfo(root),
  )
}

/** `docker info --format '{{json .}}'`, also nerdctl's (Docker Engine API, `GET /info`). */
function dockerInfo(kind: EngineKind, root: JsonCursor): EngineInfo {
  const errors = root.optional('ServerErrors')?.list((item) => item.string()) ?? []
  const problems = errors.filter((each) => each.trim() !== '')
  const version = root.optional('ServerVersion')?.string() ?? ''
  if (errors.length > 0 || version === '') root.fail(problems.join('; ') || 'no daemon answered')
  return {
    kind,
    version,
    platform: {
      os: root.field('OSType').string(),
      ...machine(root.field('Architecture').string()),
    },
    containerdStore: kind === 'nerdctl' || usesContainerdStore(root),
    zstd: kind === 'nerdctl' || majorOf(version) >= FIRST_DOCKER_WITH_ZSTD,
    away:
      root.optional('OperatingSystem')?.string() === 'Docker Desktop'
        ? 'Docker Desktop runs in a virtual machine'
        : undefined,
  }
}

/** `podman info --format json`. */
function podmanInfo(root: JsonCursor): EngineInfo {
  const host = root.field('host')
  return {
    kind: 'podman',
    version: root.field('version').field('Version').string(),
    platform: { os: host.field('os').string(), ...machine(host.field('arch').string()) },
    containerdStore: false,
    zstd: true,
    away:
      host.optional('serviceIsRemote')?.boolean() === true
        ? 'podman runs as a remote service'
        : undefined,
  }
}

/** Docker's containerd image store shows in the driver's status (`driver-type`). */
function usesContainerdStore(root: JsonCursor): boolean {
  const status =
    root.optional('DriverStatus')?.list((row) => row.list((cell) => cell.string())) ?? []
  return status.some(
    ([name, value]) => name === 'driver-type' && value?.includes('containerd') === true,
  )
}

function machine(name: string): Pick<Platform, 'architecture' | 'variant'> {
  return MACHINES.get(name) ?? { architecture: name }
}

/** The first number of a version; 0 for a version that does not begin with one (a development build). */
function majorOf(version: string): number {
  return Number(/^\d+/.exec(version)?.[0] ?? 0)
}
