import { execFile, spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Certificate } from './certificate.ts'
import { listeningPort, stop } from './registry_server.ts'
import type { RunningRegistry } from './registry_server.ts'
import { tempDir } from './temp_dir.ts'
import type { TokenAuthority } from './token_server.ts'

/** What a client must say to be let in. */
export interface UserAndPassword {
  readonly username: string
  readonly password: string
}

/** How a registry is to be. */
export interface DockerRegistryOptions {
  /** Basic authentication with this user; open without. */
  readonly user?: UserAndPassword
  /** Bearer authentication with tokens of this server; open without. */
  readonly tokens?: TokenAuthority
  /** TLS with this certificate; plain HTTP without. */
  readonly certificate?: Certificate
  /** Keeps blobs here instead of in memory. */
  readonly directory?: string
}

const LISTENING = /listening on 127\.0\.0\.1:(\d+)/

/**
 * Starts Debian's `docker-registry` (distribution 2.8) on a free loopback port. It answers with absolute
 * locations that carry state, takes chunks with 202, honours mounts, and hides OCI manifests from who
 * does not accept them.
 */
export async function startDockerRegistry(
  options: DockerRegistryOptions = {},
): Promise<RunningRegistry> {
  const directory = await tempDir()
  const config = join(directory.path, 'registry.yml')
  await writeFile(config, await configure(directory.path, options))
  const child = spawn('docker-registry', ['serve', config], { stdio: ['ignore', 'ignore', 'pipe'] })
  const port = await listeningPort(child, child.stderr, LISTENING)
  return {
    host: `127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      await stop(child)
      await directory[Symbol.asyncDispose]()
    },
  }
}

/** The configuration is YAML, and so JSON is one. */
async function configure(directory: string, options: DockerRegistryOptions): Promise<string> {
  const { certificate } = options
  return JSON.stringify({
    version: '0.1',
    log: { level: 'info', accesslog: { disabled: true } },
    storage: {
      ...(options.directory === undefined
        ? { inmemory: {} }
        : { filesystem: { rootdirectory: options.directory } }),
      delete: { enabled: true },
    },
    http: {
      addr: '127.0.0.1:0',
      secret: 'test',
      ...(certificate === undefined
        ? {}
        : { tls: { certificate: certificate.certificate, key: certificate.key } }),
    },
    ...(await authentication(directory, options)),
  })
}

async function authentication(
  directory: string,
  { user, tokens }: DockerRegistryOptions,
): Promise<object> {
  if (tokens !== undefined) {
    const { realm, service, issuer, certificate } = tokens
    return { auth: { token: { realm, service, issuer, rootcertbundle: certificate } } }
  }
  if (user === undefined) return {}
  const path = join(directory, 'htpasswd')
  // docker-registry knows bcrypt only (-B); -C 4 is its cheapest.
  const { stdout } = await promisify(execFile)('htpasswd', [
    ...['-B', '-C', '4', '-b', '-n'],
    ...[user.username, user.password],
  ])
  await writeFile(path, stdout)
  return { auth: { htpasswd: { realm: 'test', path } } }
}
