import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtempDisposable, rename, writeFile } from 'node:fs/promises'
import { arch, platform } from 'node:os'
import { join } from 'node:path'
import { ExpectedFailure } from '../../core/failure.ts'
import type { PinnedWheel } from '../../core/packages/pip_arguments.ts'
import { uvEnvironment } from '../../core/python/index_settings.ts'
import { PROJECT_SETTINGS, withoutChoices } from '../../core/python/uv_arguments.ts'
import type { CommandOutcome } from '../command.ts'
import { runCommand } from '../command.ts'
import { cacheDirectory } from '../registry/layer_cache.ts'
import type { Shell } from '../shell.ts'
import { pipSettings } from './machine_access.ts'
import { openArchive } from './open_archive.ts'
import { downloadPinned } from './pip.ts'

type Env = Shell['env']

/** The uv that chooses versions, so that a lock is the same on every machine. */
const VERSION = '0.13.9'

/** Its wheels, by Node's names of the machine. */
const WHEELS: Readonly<Record<string, Pick<PinnedWheel, 'file' | 'sha256'>>> = {
  'linux-x64': {
    file: `uv-${VERSION}-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl`,
    sha256: 'd7f459fe4fd247d830351c75686d3996ace3c6f3f728eb0e85a30b7ada0cef19',
  },
  'linux-arm64': {
    file: `uv-${VERSION}-py3-none-manylinux_2_28_aarch64.whl`,
    sha256: 'ecb6028d79dc96fbeafffe5c8af62a7099487ebc05a701e76714eebcffd06375',
  },
  'darwin-arm64': {
    file: `uv-${VERSION}-py3-none-macosx_11_0_arm64.whl`,
    sha256: '66c512266d633bef48384a1f53003f41f2a8e7b36fe6e7fbfd3e0fd52d96fa63',
  },
}

/** uv, set up as the machine's pip is. */
export class Uv {
  readonly #program: string
  readonly #env: Env
  readonly #signal: AbortSignal

  private constructor(program: string, env: Env, signal: AbortSignal) {
    this.#program = program
    this.#env = env
    this.#signal = signal
  }

  /**
   * Finds uv: at RT_UV, in rt's cache, or in the index of the machine's pip, after which the cache has it.
   *
   * @throws ExpectedFailure (`pip`) when it cannot be had
   */
  static async open(shell: Pick<Shell, 'env' | 'explain' | 'signal'>): Promise<Uv> {
    const program = shell.env['RT_UV'] || (await cachedUv(shell))
    const { env, signal } = shell
    const settings = await pipSettings(shell)
    return new Uv(program, { ...withoutChoices(env), ...uvEnvironment(settings, env) }, signal)
  }

  /** The indexes that are asked alike: of these, uv passes over those that refuse it, and says nothing. */
  get equalIndexes(): readonly string[] {
    if (this.#env['UV_INDEX_STRATEGY'] !== 'unsafe-best-match') return []
    const named = [this.#env['UV_DEFAULT_INDEX'], ...(this.#env['UV_INDEX']?.split(' ') ?? [])]
    return named.flatMap((index) => (index === undefined || index === '' ? [] : [index]))
  }

  /** The same uv, which knows one index and nothing else. */
  withIndex(index: string): Uv {
    const nothing = { UV_INDEX: undefined, UV_INDEX_STRATEGY: undefined, UV_FIND_LINKS: undefined }
    const env = { ...this.#env, ...nothing, UV_DEFAULT_INDEX: index }
    return new Uv(this.#program, env, this.#signal)
  }

  /**
   * Runs uv. Of its configuration, what says where packages come from counts; what it would choose by does not.
   *
   * @param folder a folder of its own, which gets settings of a project
   * @throws ExpectedFailure (`pip`) when it cannot be started
   */
  async run(
    folder: string,
    args: readonly string[],
  ): Promise<Extract<CommandOutcome, { readonly kind: 'exited' }>> {
    const always = ['--quiet', '--color=never', '--no-progress', `--directory=${folder}`]
    await writeFile(join(folder, 'uv.toml'), PROJECT_SETTINGS)
    const options = { env: this.#env, signal: this.#signal }
    const outcome = await runCommand(this.#program, [...args, ...always], options)
    if (outcome.kind === 'exited') return outcome
    throw noResolver(`"${this.#program}" cannot be run`)
  }
}

async function cachedUv({
  env,
  explain,
  signal,
}: Pick<Shell, 'env' | 'explain' | 'signal'>): Promise<string> {
  const machine = `${platform()}-${arch()}`
  const wheel = WHEELS[machine]
  if (wheel === undefined) throw noResolver(`it is not pinned for ${machine}`)
  const folder = join(cacheDirectory(env), 'uv', `${VERSION}-${machine}`)
  const program = join(folder, 'uv')
  if (existsSync(program)) return program
  await mkdir(folder, { recursive: true })
  await using place = await mkdtempDisposable(join(folder, '.new-'))
  try {
    const path = await downloadPinned({ name: 'uv', version: VERSION, ...wheel }, place.path, {
      env,
      signal,
    })
    const member = `uv-${VERSION}.data/scripts/uv`
    await openArchive(path, wheel.file).extract(new Map([[member, ['uv']]]), place.path)
    await chmod(join(place.path, 'uv'), 0o755)
    await rename(join(place.path, 'uv'), program)
  } catch (error) {
    if (!(error instanceof ExpectedFailure)) throw error
    throw noResolver(explain(error.failure))
  }
  return program
}

function noResolver(problem: string): ExpectedFailure {
  return new ExpectedFailure({ topic: 'pip', reason: 'no-resolver', version: VERSION, problem })
}
