import { parseWheelName, platformTags } from './wheel_name.ts'

/** A wheel whose file is known. */
export interface PinnedWheel {
  readonly name: string
  readonly version: string
  /** Its file name. */
  readonly file: string
  /** 64 hexadecimal digits. */
  readonly sha256: string
}

/** A wheel that is to be found. */
export interface WantedWheel {
  readonly name: string
  readonly version: string
  /** In the words of OCI, such as "amd64". */
  readonly architecture: string
  /** The Python that it should be for, such as "3.11", where a wheel is not for all. */
  readonly python: string
}

/** Wheels alone, and nothing that a wheel asks for: names are pinned, one by one. */
const ALWAYS = ['--no-deps', '--only-binary=:all:', '--no-input', '--quiet', '--progress-bar=off']

/**
 * The arguments of `pip download` for one wheel of a lock, whatever Python runs pip: its own tags stand in
 * its name.
 *
 * @param requirements a file with {@link requirementLine}
 * @returns undefined when the file is no wheel
 */
export function pinnedArguments(
  { file }: PinnedWheel,
  requirements: string,
  folder: string,
): readonly string[] | undefined {
  const wheel = parseWheelName(file)
  if (wheel === undefined) return undefined
  const python = wheel.pythons.find((tag) => tag.startsWith('cp'))
  return [
    ...['download', ...ALWAYS, '--require-hashes', `--requirement=${requirements}`],
    `--dest=${folder}`,
    ...wheel.platforms.map((tag) => `--platform=${tag}`),
    ...(python === undefined
      ? []
      : ['--implementation=cp', `--python-version=${python.slice('cp'.length)}`]),
    ...(python === undefined ? [] : wheel.abis.map((tag) => `--abi=${tag}`)),
  ]
}

/** The line of a requirements file that pins a wheel. */
export function requirementLine({ name, version, sha256 }: PinnedWheel): string {
  return `${name}==${version} --hash=sha256:${sha256}\n`
}

/** The arguments of `pip download` to find a wheel whose hash is not known yet. */
export function wantedArguments(wanted: WantedWheel, folder: string): readonly string[] {
  const { name, version, architecture, python } = wanted
  return [
    ...['download', ...ALWAYS, '--no-cache-dir', `--dest=${folder}`],
    ...platformTags(architecture).map((tag) => `--platform=${tag}`),
    ...['--implementation=cp', `--python-version=${python.replaceAll('.', '')}`],
    `${name}==${version}`,
  ]
}
