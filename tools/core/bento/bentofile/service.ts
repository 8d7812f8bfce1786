import type { Mistakes } from '../../document/mistakes.ts'
import { normalizedName } from '../../python/requirement.ts'
import type { Placed } from './scalar_text.ts'
import type { Sources } from './sources.ts'

/** What a service is looked for in. */
export interface ServicePlaces {
  /** Files of the Bento. */
  readonly included: readonly string[]
  readonly sources: Sources
  /** Whether `src/` is the root of the code. */
  readonly srcLayout: boolean
  /** Names of the wheels, which may have the module; undefined where they are not known. */
  readonly wheels: ReadonlySet<string> | undefined
}

const PATH = /^(?:\.\/)?((?:[\w.-]+\/)*[\w-]+)\.py$/
const MODULE = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/
const SERVICE = /^@bentoml\.service\b[^]*?^class\s+(\w+)/gm

/** Checks that the module of a service is in the Bento, and has what is named. */
export function checkService(
  { value, at }: Placed<string>,
  places: ServicePlaces,
  mistakes: Mistakes,
): void {
  const [target = '', name, ...rest] = value.split(':')
  const module = PATH.exec(target)?.[1]?.replaceAll('/', '.') ?? target
  if (
    !MODULE.test(module) ||
    rest.length > 0 ||
    (name !== undefined && !/^[A-Za-z_][\w.]*$/.test(name))
  ) {
    mistakes.add(at, `cannot read "${value}" as a service`, {
      accepted: 'MODULE:NAME, such as "serve:MyService", or MODULE where it has one service',
    })
    return
  }
  const candidates = filesOf(module, places)
  const file = candidates.find((path) => places.included.includes(path))
  if (file !== undefined) checkName(file, name, { value, at }, places, mistakes)
  else if (!isOfWheel(module, places))
    refuseModule({ value: module, at }, candidates, places, mistakes)
}

/** Where Python would find a module. */
function filesOf(module: string, { srcLayout }: ServicePlaces): readonly string[] {
  const path = module.replaceAll('.', '/')
  const files = [`${path}.py`, `${path}/__init__.py`]
  return srcLayout ? [...files.map((file) => `src/${file}`), ...files] : files
}

function isOfWheel(module: string, { wheels }: ServicePlaces): boolean {
  return wheels?.has(normalizedName(module.split('.')[0] ?? module)) ?? false
}

function refuseModule(
  { value: module, at }: Placed<string>,
  candidates: readonly string[],
  { sources, included }: ServicePlaces,
  mistakes: Mistakes,
): void {
  const left = candidates.find((path) => sources.files.some((file) => file.path === path))
  const known = servicesOf(included, sources)
  mistakes.add(at, `Failed to import module "${module}": it is not among the files of the Bento`, {
    accepted: candidates.join(' or '),
    ...(left === undefined
      ? known.length > 0 && {
          fix: `did you mean ${known.map((each) => `"${each}"`).join(' or ')}?`,
        }
      : {
          fix: `${left} is there: add it to include, and take it out of exclude and .bentoignore`,
        }),
  })
}

/** The services that modules at the top have. */
export function servicesOf(included: readonly string[], { read }: Sources): readonly string[] {
  return included
    .filter((path) => /^[\w-]+\.py$/.test(path))
    .flatMap((path) =>
      [...(read(path) ?? '').matchAll(SERVICE)].map(
        ([, name]) => `${path.slice(0, -3)}:${name ?? ''}`,
      ),
    )
}

/** A name that stands nowhere in a module is not in it, unless the module makes or takes names that it does not say. */
function checkName(
  file: string,
  name: string | undefined,
  { value, at }: Placed<string>,
  { sources, included }: ServicePlaces,
  mistakes: Mistakes,
): void {
  const text = sources.read(file)
  const first = name?.split('.')[0]
  if (text === undefined || first === undefined) return
  if (new RegExp(`\\b${first}\\b`).test(text)) return
  if (/import\s+\*|globals\(|setattr\(|__getattr__|exec\(/.test(text)) return
  const known = servicesOf(included, sources)
  mistakes.add(at, `Attribute "${first}" not found in module "${value.split(':')[0] ?? ''}"`, {
    accepted: `a name of ${file}`,
    ...(known.length > 0 && {
      fix: `did you mean ${known.map((each) => `"${each}"`).join(' or ')}?`,
    }),
  })
}
