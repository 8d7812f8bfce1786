import { lookup } from 'node:dns/promises'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './command.ts'
import { fail } from './exit.ts'
import { CACHE, CHECKOUT } from './places.ts'
import { ensurePrivateRoot } from './private_root/root.ts'
import { writeIfChanged } from './write_if_changed.ts'

/** How this machine has Bazel. */
export type BazelChoice = 'download' | 'private-root'

const MEMORY = join(CACHE, 'bazel', 'choice')
const LAUNCHER = join(CACHE, 'bazel', 'bazel')
const VERSION = readFileSync(join(CHECKOUT, '.bazelversion'), 'utf8').trim()

/** bazelisk, from the npm package. */
export function bazelisk(): string {
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch
  return join(
    CHECKOUT,
    'node_modules/@bazel/bazelisk',
    `bazelisk-${process.platform}_${architecture}`,
  )
}

/**
 * Decides how to have Bazel by trying, remembers the answer, and says so in one line.
 * `RT_BAZEL=download` or `RT_BAZEL=private-root` decides instead; deleting the remembered file tries again.
 */
export async function chooseBazel(): Promise<BazelChoice> {
  const remembered =
    process.env['RT_BAZEL'] ?? (existsSync(MEMORY) ? readFileSync(MEMORY, 'utf8').trim() : '')
  if (remembered === 'download') return 'download'
  if (remembered !== 'private-root' && (await canDownload()))
    return remember('download', 'bazelisk downloads it')
  await preparePrivateRoot()
  return remembered === 'private-root'
    ? remembered
    : remember(
        'private-root',
        'it cannot be downloaded here, so it comes from Debian in a private root',
      )
}

function remember(choice: BazelChoice, how: string): BazelChoice {
  mkdirSync(join(CACHE, 'bazel'), { recursive: true })
  writeFileSync(MEMORY, `${choice}\n`)
  process.stderr.write(`rt: Bazel ${VERSION}: ${how} (remembered in ${MEMORY})\n`)
  return choice
}

/** Whether bazelisk gets `.bazelversion`; a name that does not resolve answers faster than bazelisk's retries. */
async function canDownload(): Promise<boolean> {
  const { BAZELISK_BASE_URL, HTTPS_PROXY, https_proxy } = process.env
  const indirect = BAZELISK_BASE_URL ?? HTTPS_PROXY ?? https_proxy
  if (indirect === undefined && !(await resolves('releases.bazel.build'))) return false
  const tried = await run(bazelisk(), ['--version'], { cwd: CHECKOUT })
  return tried.status === 0
}

async function resolves(host: string): Promise<boolean> {
  try {
    await lookup(host)
    return true
  } catch {
    return false
  }
}

async function preparePrivateRoot(): Promise<void> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    fail(
      'rt bazel',
      `Cannot download Bazel ${VERSION}, and a private root needs Linux and root`,
      'connect to the internet, set BAZELISK_BASE_URL to a mirror, or run as root on Debian',
    )
  }
  await ensurePrivateRoot()
  writeLauncher()
}

/** The executable that bazelisk starts instead of a downloaded Bazel. */
function writeLauncher(): void {
  const script = join(CHECKOUT, 'tools/dev/private_bazel.ts')
  const text = `#!${process.execPath}\nimport(${JSON.stringify(script)})\n`
  writeIfChanged(LAUNCHER, Buffer.from(text), 0o755)
}

/** The environment that makes bazelisk run the chosen Bazel. */
export function bazeliskEnvironment(choice: BazelChoice): NodeJS.ProcessEnv {
  return choice === 'download' ? process.env : { ...process.env, USE_BAZEL_VERSION: LAUNCHER }
}
