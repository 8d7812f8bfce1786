import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { must } from '../command.ts'
import { withLock } from '../lock.ts'
import { CACHE } from '../places.ts'
import { writeIfChanged } from '../write_if_changed.ts'
import { PrivateApt } from './apt.ts'
import { ensureCompiler, machineCompiler, machineRelease } from './compiler.ts'
import { HOST_PATH, lendHostPrograms } from './host_programs.ts'
import { writeRegistry } from './registry.ts'
import { unpackAll } from './unpack.ts'

/** Bazel itself, and what its actions and repository rules call. */
const PACKAGES = [
  'base-files',
  'bash',
  'bazel-bootstrap',
  'ca-certificates',
  'coreutils',
  'dash',
  'findutils',
  'grep',
  'gzip',
  'libc-bin',
  'python3-minimal',
  'python3-pip',
  'sed',
  'tar',
  'unzip',
  'zip',
] as const

/** Over half of the download, and only for compiling Java: the runtime beside it runs Bazel. */
const LEFT_OUT = /^openjdk-\d+-jdk-headless=/

const HOME = join(CACHE, 'bazel')
const ROOT = join(HOME, 'root')
const REGISTRY = join(HOME, 'registry')
const BAZELRC = join(HOME, 'bazelrc')
/** Changes when a root of an earlier checkout no longer fits. */
const COMPLETE = join(ROOT, '.rt-root-2')

/** Folders of the host that the root has of its own; all others are seen at the same path. */
const OWN = new Set([
  'bin',
  'boot',
  'dev',
  'etc',
  'lib',
  'lib32',
  'lib64',
  'libx32',
  'lost+found',
  'proc',
  'sbin',
  'sys',
  'usr',
  'var',
])
/** Files of the host that the root must have as they are now. */
const HOST_FILES = [
  '/etc/hosts',
  '/etc/resolv.conf',
  '/etc/passwd',
  '/etc/group',
  '/etc/pip.conf',
] as const
const CERTIFICATES = '/etc/ssl/certs'

/** Makes the private root unless it is there. About a minute and 290 MB of packages. */
export async function ensurePrivateRoot(): Promise<void> {
  if (!existsSync(COMPLETE)) {
    await withLock(join(HOME, 'root.lock'), async () => {
      if (!existsSync(COMPLETE)) await createPrivateRoot()
    })
  }
  const release = machineRelease()
  if (release !== undefined) await ensureCompiler(release)
  writeIfChanged(BAZELRC, Buffer.from(SETTINGS))
}

/**
 * Settings for every workspace: modules from files, and, like Bazel 8, no WORKSPACE, whose built-in
 * end would download older rule sets.
 */
const SETTINGS = `\
common --registry=file://${REGISTRY}
common --lockfile_mode=off
common --noenable_workspace
`

async function createPrivateRoot(): Promise<void> {
  const say = (text: string): void =>
    void process.stderr.write(`rt: private root for Bazel: ${text}\n`)
  const unfinished = `${ROOT}.unfinished`
  const debs = join(HOME, 'debs')
  for (const folder of [ROOT, unfinished, debs]) rmSync(folder, { recursive: true, force: true })
  const apt = new PrivateApt(join(HOME, 'apt'))
  say('1/4 package lists')
  await apt.update()
  const packages = (await apt.closure(PACKAGES)).filter((name) => !LEFT_OUT.test(name))
  say(`2/4 downloading ${packages.length} packages (about 290 MB)`)
  await apt.download(packages, debs)
  say('3/4 unpacking')
  await unpackAll(debs, unfinished)
  rmSync(debs, { recursive: true, force: true })
  say('4/4 linking')
  await must('chroot', [unfinished, '/usr/sbin/ldconfig'])
  for (const folder of mountPoints()) mkdirSync(join(unfinished, folder), { recursive: true })
  dropPackagedOptions(join(unfinished, 'etc/bazel/bazelrc'))
  writeRegistry(REGISTRY)
  writeFileSync(join(unfinished, '.rt-root-2'), '')
  renameSync(unfinished, ROOT)
}

/** Debian's own settings ask for a deprecated option and for sandboxes that are never cleaned up. */
function dropPackagedOptions(bazelrc: string): void {
  const lines = readFileSync(bazelrc, 'utf8').split('\n')
  const kept = lines.filter((line) => !/--(host_javabase|sandbox_debug)/.test(line))
  writeFileSync(bazelrc, kept.join('\n'))
}

/** Startup options that Bazel needs inside the root. */
export function startupOptions(): readonly string[] {
  return [`--server_javabase=${javaHome()}`, `--bazelrc=${BAZELRC}`]
}

function javaHome(): string {
  const name = readdirSync(join(ROOT, 'usr/lib/jvm')).find((entry) =>
    /^java-\d+-openjdk-/.test(entry),
  )
  if (name === undefined) throw new Error(`no Java runtime in ${ROOT}`)
  return `/usr/lib/jvm/${name}`
}

function mountPoints(): readonly string[] {
  return readdirSync('/').filter((name) => !OWN.has(name) && existsSync(`/${name}/.`))
}

/**
 * In a mount namespace of its own: the host's folders at the same paths, then the program. $0 is the
 * root, $1 the working directory, the rest the program. The mounts go with the last process.
 *
 * pivot_root and not chroot alone: Bazel's client compares the working directory of the running server
 * with its own through /proc, which names the same path in two namespaces only when / is their root.
 */
const ENTER = `
mount --rbind "$0" "$0"
cd "$0"
mount -t proc proc proc
mount --rbind /sys sys
mount --rbind /dev dev
for name in $RT_MOUNTS; do mkdir -p "$name"; mount --rbind "/$name" "$name"; done
if [ -d ${CERTIFICATES} ]; then mkdir -p etc/ssl/certs; mount --rbind ${CERTIFICATES} etc/ssl/certs; fi
mkdir -p .host
pivot_root . .host
exec chroot . /bin/sh -c 'cd "$0" && exec "$@"' "$@"
`

/** The command line that runs a program inside the private root, at the same working directory. */
export function insideRoot(directory: string, program: readonly string[]): readonly string[] {
  for (const file of HOST_FILES) {
    if (existsSync(file)) writeIfChanged(join(ROOT, file), readFileSync(file))
  }
  lendHostPrograms(ROOT)
  return [
    'unshare',
    '--mount',
    '--propagation',
    'private',
    '/bin/sh',
    '-euc',
    ENTER,
    ROOT,
    directory,
    ...program,
  ]
}

/** The environment for a program inside the private root. */
export function insideEnvironment(user: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    USER: process.env['USER'] ?? user,
    PATH: `${compilerPrograms()}/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`,
    [HOST_PATH]: process.env['PATH'],
    RT_MOUNTS: mountPoints().join(' '),
    // The root carries a runtime only; a host's JAVA_HOME names a path that is not there.
    JAVA_HOME: undefined,
  }
}

/** What PATH begins with, so that Bazel finds the compiler of the machine's release before that of the root. */
function compilerPrograms(): string {
  const release = machineRelease()
  return release === undefined ? '' : `${machineCompiler(release).programs}:`
}
