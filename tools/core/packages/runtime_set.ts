import type { JsonCursor } from '../json/cursor.ts'
import { decodeJsonBytes } from '../json/cursor.ts'
import type { Result } from '../result.ts'

/**
 * What people write to say which packages an accelerator runtime is made of; `rt lock` makes a lock file of it,
 * which has the hashes.
 */
export interface RuntimeSet {
  /** Version of the runtime, such as "13.5". */
  readonly version: string
  /** A GOARCH name, such as "amd64". */
  readonly architectures: readonly string[]
  /** Names of the components that are there unless somebody leaves them out. */
  readonly defaults: readonly string[]
  readonly components: Readonly<Record<string, RuntimeComponent>>
}

/** What people choose: a library, and the files that go with it. */
export interface RuntimeComponent {
  readonly source: PackageSource
  /**
   * Patterns of files to where those go: a directory, which ends with a slash, or the place of a single file.
   * Texts of licences are kept besides.
   */
  readonly keep: Readonly<Record<string, string>>
  /** Patterns of files that are not wanted, though `keep` has them. */
  readonly leaveOut: readonly string[]
  /** Names of components that it does not work without. */
  readonly needs: readonly string[]
  /** The architectures that it exists for, where not those of the set. */
  readonly architectures?: readonly string[]
}

/** Where packages come from. */
export type PackageSource =
  /** One wheel; `python` says for which Python, where it is not for all. */
  | {
      readonly kind: 'wheel'
      readonly name: string
      readonly version: string
      readonly python: string
    }
  /** Debian packages with all that they need, of one release. */
  | {
      readonly kind: 'deb'
      readonly packages: readonly string[]
      readonly suite: string
      /** Packages that the base has already. */
      readonly without: readonly string[]
    }
  /** One archive by its address, for each architecture. */
  | {
      readonly kind: 'archive'
      readonly name: string
      readonly version: string
      readonly urls: Readonly<Record<string, string>>
    }

/** The Python that wheels are for unless a set says otherwise: its ABI matters to no C program. */
const USUAL_PYTHON = '3.11'

/** Reads the description of a set; the failure says what is wrong with it and where. */
export function parseRuntimeSet(bytes: Uint8Array): Result<RuntimeSet, string> {
  return decodeJsonBytes(bytes, readSet)
}

function readSet(at: JsonCursor): RuntimeSet {
  const components = at.field('components').record(readComponent)
  const names = Object.keys(components)
  const known = (item: JsonCursor): string =>
    names.includes(item.string()) ? item.string() : item.fail(`expected one of ${names.join(', ')}`)
  for (const [name, component] of Object.entries(components)) {
    const unknown = component.needs.find((need) => !names.includes(need))
    if (unknown !== undefined) at.fail(`component "${name}" needs "${unknown}", which is not there`)
  }
  return {
    version: at.field('version').string(),
    architectures: texts(at, 'architectures') ?? ['amd64', 'arm64'],
    defaults: at.optional('defaults')?.list(known) ?? names,
    components,
  }
}

function readComponent(at: JsonCursor): RuntimeComponent {
  const architectures = texts(at, 'architectures')
  return {
    source: readSource(at),
    keep: at.field('keep').record((item) => item.string()),
    leaveOut: texts(at, 'leaveOut') ?? [],
    needs: texts(at, 'needs') ?? [],
    ...(architectures === undefined ? {} : { architectures }),
  }
}

function readSource(at: JsonCursor): PackageSource {
  const wheel = at.optional('wheel')
  const suite = at.optional('suite')
  if (wheel !== undefined) {
    const python = at.optional('python')?.string() ?? USUAL_PYTHON
    return { kind: 'wheel', ...readPin(wheel), python }
  }
  if (suite !== undefined) {
    const packages = texts(at, 'debs') ?? []
    return { kind: 'deb', packages, suite: suite.string(), without: texts(at, 'without') ?? [] }
  }
  const urls = at.optional('urls')?.record((item) => item.string())
  if (urls === undefined)
    at.fail('expected "wheel", or "debs" with "suite", or "archive" with "urls"')
  return { kind: 'archive', ...readPin(at.field('archive')), urls }
}

/** `NAME==VERSION`. */
function readPin(at: JsonCursor): { readonly name: string; readonly version: string } {
  const [, name, version] = /^([A-Za-z0-9][\w.-]*)==([\w.!+-]+)$/.exec(at.string()) ?? []
  if (name === undefined || version === undefined) return at.fail('expected NAME==VERSION')
  return { name, version }
}

function texts(at: JsonCursor, name: string): readonly string[] | undefined {
  return at.optional(name)?.list((item) => item.string())
}

/**
 * What a component asks for, in words that stand in the lock: as long as they are the same, what the lock has
 * for it is up to date.
 */
export function requestOf(component: RuntimeComponent): readonly string[] {
  const { source, keep, leaveOut, needs, architectures } = component
  return [
    ...sourceLines(source),
    ...Object.entries(keep).map(([pattern, place]) => `keep ${pattern} as ${place}`),
    ...leaveOut.map((pattern) => `leave out ${pattern}`),
    ...(needs.length === 0 ? [] : [`needs ${needs.join(', ')}`]),
    ...(architectures === undefined ? [] : [`for ${architectures.join(', ')}`]),
  ]
}

function sourceLines(source: PackageSource): readonly string[] {
  switch (source.kind) {
    case 'wheel':
      return [
        `wheel ${source.name}==${source.version}`,
        ...(source.python === USUAL_PYTHON ? [] : [`for Python ${source.python}`]),
      ]
    case 'deb':
      return [
        `debs of ${source.suite}: ${source.packages.join(', ')}`,
        ...(source.without.length === 0 ? [] : [`without ${source.without.join(', ')}`]),
      ]
    case 'archive':
      return [
        `archive ${source.name}==${source.version}`,
        ...Object.entries(source.urls).map(([architecture, url]) => `${architecture} ${url}`),
      ]
  }
}
