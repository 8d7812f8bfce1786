import { execFile, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, openSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { tempDir } from './temp_dir.ts'

const execute = promisify(execFile)

/** The variables of the process that tests give on to programs. */
export type Environment = Readonly<Record<string, string>>

/** A container engine with a store of its own, for tests; its store is gone when disposed of. */
export interface TestEngine extends AsyncDisposable {
  readonly kind: 'docker' | 'podman'
  /** What is started to talk to it. */
  readonly program: string
  /** Environment that makes the program use this store, and nothing of the user's. */
  readonly env: Environment
  /** Runs a command of the engine; resolves to what it prints, rejects when it fails. */
  run(...args: readonly string[]): Promise<string>
  /** Runs a container of an image that the engine must have; resolves to what it prints. */
  runContainer(image: string, ...args: readonly string[]): Promise<string>
}

/** An engine, or the reason why this machine cannot have it. */
export type MaybeEngine =
  | { readonly engine: TestEngine; readonly missing: undefined }
  | { readonly engine: undefined; readonly missing: string }

/**
 * Options of `podman run` with which a container starts also where root lacks CAP_SYS_RESOURCE and
 * cgroups are hybrid; harmless elsewhere. An image is never pulled: a failed load must not be hidden.
 */
export function podmanRunFlags(): readonly string[] {
  return [
    '--rm',
    '--pull=never',
    '--network=none',
    '--ulimit=nofile=1024:1024',
    '--ulimit=nproc=1024:1024',
  ]
}

/** Options of `docker run` in tests; see {@link podmanRunFlags}. */
export function dockerRunFlags(): readonly string[] {
  return ['--rm', '--pull=never', '--network=none']
}

/**
 * Makes a store for podman that is configured by environment alone, so that a plain `podman` uses it.
 *
 * @param env variables of the process
 */
export async function startPodman(env: Readonly<NodeJS.ProcessEnv>): Promise<MaybeEngine> {
  const missing = missingPrograms(env, ['podman', 'runc'])
  if (missing !== undefined) return { engine: undefined, missing }
  const directory = await tempDir()
  const own = await writePodmanConfig(directory.path, env)
  const run = runner('podman', own)
  const engine: TestEngine = {
    kind: 'podman',
    program: 'podman',
    env: own,
    run,
    runContainer: (image, ...args) => run('run', ...podmanRunFlags(), image, ...args),
    async [Symbol.asyncDispose]() {
      await run('system', 'reset', '--force').catch(() => '')
      await unmount(join(directory.path, 'root', 'overlay'))
      await directory[Symbol.asyncDispose]()
    },
  }
  return available(engine, directory)
}

/**
 * Starts a Docker daemon on a socket of its own, without networks.
 *
 * @param env variables of the process; its PATH chooses the client
 * @param daemon how to start it: a program, and first arguments
 */
export async function startDocker(
  env: Readonly<NodeJS.ProcessEnv>,
  daemon: readonly [program: string, ...args: string[]] = ['dockerd'],
): Promise<MaybeEngine> {
  const missing = missingPrograms(env, ['docker', daemon[0]]) ?? (await rootMissing())
  if (missing !== undefined) return { engine: undefined, missing }
  const directory = await tempDir()
  const own = await dockerEnvironment(directory.path, env)
  const child = startDaemon(directory.path, own, daemon)
  const run = runner('docker', own)
  const engine: TestEngine = {
    kind: 'docker',
    program: 'docker',
    env: own,
    run,
    runContainer: (image, ...args) => run('run', ...dockerRunFlags(), image, ...args),
    async [Symbol.asyncDispose]() {
      await stop(child)
      await unmount(join(directory.path, 'exec', 'netns', 'default'))
      await unmount(join(directory.path, 'data'))
      await directory[Symbol.asyncDispose]()
    },
  }
  return available(engine, directory)
}

/** Waits until an engine answers; where it does not, cleans up and says why. */
async function available(
  engine: TestEngine,
  directory: { readonly path: string },
): Promise<MaybeEngine> {
  let problem = ''
  for (let attempt = 0; attempt < 100; attempt++) {
    try {
      await engine.run('images')
      return { engine, missing: undefined }
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error)
      await sleep(100)
    }
  }
  const log = await readFile(join(directory.path, 'daemon.log'), 'utf8').catch(() => '')
  await engine[Symbol.asyncDispose]()
  return {
    engine: undefined,
    missing: `${engine.kind} does not start: ${log.slice(-500) || problem}`,
  }
}

async function writePodmanConfig(
  directory: string,
  env: Readonly<NodeJS.ProcessEnv>,
): Promise<Environment> {
  const storage = join(directory, 'storage.conf')
  const containers = join(directory, 'containers.conf')
  await writeFile(
    storage,
    `[storage]
driver = "overlay"
graphroot = "${directory}/root"
runroot = "${directory}/run"
`,
  )
  await writeFile(
    containers,
    `[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
netns = "none"
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "none"
image_copy_tmp_dir = "${directory}/tmp"
tmp_dir = "${directory}/libpod"
`,
  )
  await mkdir(join(directory, 'tmp'))
  return { ...plain(env), CONTAINERS_STORAGE_CONF: storage, CONTAINERS_CONF: containers }
}

async function dockerEnvironment(
  directory: string,
  env: Readonly<NodeJS.ProcessEnv>,
): Promise<Environment> {
  const config = join(directory, 'config')
  await mkdir(config)
  return {
    ...without(plain(env), 'DOCKER_CONTEXT'),
    DOCKER_HOST: `unix://${directory}/docker.sock`,
    DOCKER_CONFIG: config,
  }
}

function startDaemon(
  directory: string,
  env: Environment,
  [program, ...first]: readonly [program: string, ...args: string[]],
): ChildProcess {
  const args = [
    ...first,
    `--host=unix://${directory}/docker.sock`,
    `--data-root=${directory}/data`,
    `--exec-root=${directory}/exec`,
    `--pidfile=${directory}/docker.pid`,
    ...['--bridge=none', '--iptables=false', '--ip6tables=false', '--ip-forward=false'],
  ]
  const log = openSync(join(directory, 'daemon.log'), 'w')
  const own = withSystemPath(without(env, 'DOCKER_HOST'))
  return spawn(program, args, { env: own, stdio: ['ignore', log, log] })
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
}

/** Engines leave bind mounts behind, which would keep their directories from being deleted. */
async function unmount(path: string): Promise<void> {
  await execute('umount', [path]).catch(() => undefined)
}

function runner(program: string, env: Environment): TestEngine['run'] {
  return async (...args) => (await execute(program, args, { env })).stdout
}

function missingPrograms(
  env: Readonly<NodeJS.ProcessEnv>,
  programs: readonly string[],
): string | undefined {
  const directories = (withSystemPath(plain(env))['PATH'] ?? '').split(delimiter)
  const absent = programs.filter(
    (program) =>
      !directories.some((directory) => existsSync(join(directory, program))) &&
      !existsSync(program),
  )
  return absent.length === 0 ? undefined : `not installed: ${absent.join(', ')}`
}

async function rootMissing(): Promise<string | undefined> {
  const { stdout } = await execute('id', ['-u'])
  return stdout.trim() === '0' ? undefined : 'a daemon of its own needs root'
}

/** Daemons lie in directories that are on root's PATH only. */
function withSystemPath(env: Environment): Environment {
  return { ...env, PATH: [env['PATH'] ?? '', '/usr/sbin', '/sbin'].join(delimiter) }
}

function plain(env: Readonly<NodeJS.ProcessEnv>): Environment {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}

function without(env: Environment, name: string): Environment {
  return Object.fromEntries(Object.entries(env).filter(([each]) => each !== name))
}
