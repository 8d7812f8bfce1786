import { readLibc, targetPlatformTags } from '../python/wheel_tags.ts'
import { parseWheelName, platformTags } from './wheel_name.ts'

/** A wheel whose file is known. */
export interface PinnedWheel {
  readonly name: string
  readonly version: string
  /** Its file name. */
  readonly file: string
  /** 64 hexadecimal digits; where absent, whatever the index has is taken. */
  readonly sha256?: string
}

/** A wheel that is to be found. */
export interface WantedWheel {
  readonly name: string
  readonly version: string
  /** A GOARCH name, such as "amd64". */
  readonly architecture: string
  /** The Python that it should be for, such as "3.11", where a wheel is not for all. */
  readonly python: string
  /** The newest glibc that it may need, such as "2.31"; any that there is, where absent. */
  readonly glibc?: string
  /** Hashes that it may have; any, where absent. */
  readonly hashes?: readonly string[]
}

/** Wheels alone, and nothing that a wheel asks for: names are pinned, one by one. */
const ALWAYS = ['--no-deps', '--only-binary=:all:', '--no-input', '--quiet', '--progress-bar=off']

/**
 * The arguments of `pip download` for one wheel of a lock, whatever Python runs pip: its own tags stand in
 * its name.
 *
 * @param requirements a file with {@link requirementLine}
 * @returns undefined when the file is not a wheel
 */
export function pinnedArguments(
  { file, sha256 }: PinnedWheel,
  requirements: string,
  folder: string,
): readonly string[] | undefined {
  const wheel = parseWheelName(file)
  if (wheel === undefined) return undefined
  const python = wheel.pythons.find((tag) => tag.startsWith('cp'))
  return [
    ...['download', ...ALWAYS, `--requirement=${requirements}`, `--dest=${folder}`],
    ...(sha256 === undefined ? [] : ['--require-hashes']),
    // The Python that runs pip is not the one that the wheel is for.
    '--ignore-requires-python',
    ...wheel.platforms.map((tag) => `--platform=${tag}`),
    ...(python === undefined
      ? []
      : ['--implementation=cp', `--python-version=${python.slice('cp'.length)}`]),
    ...(python === undefined ? [] : wheel.abis.map((tag) => `--abi=${tag}`)),
  ]
}

/** The line of a requirements file that pins a wheel. */
export function requirementLine({ name, version, sha256 }: PinnedWheel): string {
  return linesOf({ name, version, hashes: sha256 === undefined ? [] : [sha256] })
}

/** The same for a wheel that may have one of several hashes. */
export function linesOf({
  name,
  version,
  hashes = [],
}: Pick<WantedWheel, 'name' | 'version' | 'hashes'>): string {
  return `${name}==${version}${hashes.map((hash) => ` --hash=sha256:${hash}`).join('')}\n`
}

/**
 * The arguments of `pip download` to find a wheel of which no file name is known yet.
 *
 * @param requirements a file with {@link linesOf}, where hashes are known
 */
export function wantedArguments(
  wanted: WantedWheel,
  folder: string,
  requirements?: string,
): readonly string[] {
  const { name, version, architecture, python, glibc } = wanted
  const platforms =
    glibc === undefined
      ? platformTags(architecture)
      : targetPlatformTags({ minor: 0, architecture, ...readLibc(glibc) })
  return [
    ...['download', ...ALWAYS, '--no-cache-dir', `--dest=${folder}`],
    ...platforms.map((tag) => `--platform=${tag}`),
    ...['--implementation=cp', `--python-version=${python.replaceAll('.', '')}`],
    ...(requirements === undefined
      ? [`${name}==${version}`]
      : ['--require-hashes', `--requirement=${requirements}`]),
  ]
}
