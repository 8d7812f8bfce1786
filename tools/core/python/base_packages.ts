import { parseWheelName } from '../packages/wheel_name.ts'
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import type { Environment } from './environment.ts'
import { sitePackages } from './environment.ts'
import { normalizedName } from './requirement.ts'

/**
 * The label by which an image says which packages of Python it has: JSON, absolute directories such as
 * `/opt/cache/lib/python3.11/site-packages` to lists of `NAME==VERSION`. `python_layers` writes it.
 */
export const PACKAGES_LABEL = 'rt.python.packages'

/** Packages of one directory of an image. */
export interface BaseDirectory {
  /** Absolute, in the image. */
  readonly directory: string
  /** Versions by normalised names. */
  readonly packages: ReadonlyMap<string, string>
}

/** Reads the value of the label; the failure says what is wrong with it. */
export function parsePackagesLabel(text: string): Result<readonly BaseDirectory[], string> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return err('it is not JSON')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return err('it is not an object of directories')
  const directories: BaseDirectory[] = []
  for (const [directory, list] of Object.entries(value)) {
    const packages = readPackages(list)
    if (!directory.startsWith('/') || packages === undefined)
      return err(`"${directory}" is not an absolute directory with a list of NAME==VERSION`)
    directories.push({ directory, packages })
  }
  return ok(directories)
}

function readPackages(list: unknown): ReadonlyMap<string, string> | undefined {
  if (!Array.isArray(list)) return undefined
  const packages = new Map<string, string>()
  for (const item of list) {
    const [name, version, ...more] = typeof item === 'string' ? item.split('==') : []
    if (!name || !version || more.length > 0) return undefined
    packages.set(normalizedName(name), version)
  }
  return packages
}

/** A package that a base has in another version than the one that is wanted. */
export interface OtherVersion {
  readonly name: string
  readonly wanted: string
  readonly found: string
}

/** What becomes of wheels on a base that has packages already. */
export interface BaseChoice {
  /** Files of wheels that the base lacks, or has in another version. */
  readonly wheels: readonly string[]
  readonly others: readonly OtherVersion[]
}

/** Directories of a base whose packages are for a version of Python: its name is in their path. */
export function directoriesFor(
  base: readonly BaseDirectory[],
  { version }: Pick<Environment, 'version'>,
): readonly BaseDirectory[] {
  return base.filter(({ directory }) => {
    const [, other] = /\/python(\d+\.\d+)(?:\/|$)/.exec(directory) ?? []
    return other === undefined || other === version
  })
}

/**
 * Leaves out wheels that a base has in the same version. Those of another version are installed again, and found
 * first.
 *
 * @param kept name of a distribution that is installed in any case, as its programs are started; or undefined
 */
export function missingWheels(
  files: readonly string[],
  base: readonly BaseDirectory[],
  kept: string | undefined,
): BaseChoice {
  const others: OtherVersion[] = []
  const wheels = files.filter((file) => {
    const parsed = parseWheelName(file.slice(file.lastIndexOf('/') + 1))
    if (parsed === undefined) return true
    const name = normalizedName(parsed.name)
    // What is found first counts.
    const found = base.map(({ packages }) => packages.get(name)).find((each) => each !== undefined)
    if (found === parsed.version) return name === kept
    if (found !== undefined) others.push({ name, wanted: parsed.version, found })
    return true
  })
  return { wheels, others }
}

/** The line for `site` by which an environment finds directories of a base, after its own. */
export function pathFile(base: readonly BaseDirectory[]): string {
  const added = base.map(({ directory }) => `site.addsitedir(${JSON.stringify(directory)})`)
  return `import site; ${added.join('; ')}\n`
}

/** Where that line goes. */
export function pathFilePlace(environment: Environment): string {
  return `${environment.prefix}/${sitePackages(environment)}/rt_base.pth`
}
