import { satisfies } from '@renovatebot/pep440'
import type { Mistakes } from '../../document/mistakes.ts'
import { readCondaEnvironment } from '../../python/conda.ts'
import type { PythonSurroundings } from '../../python/marker.ts'
import { markerHolds, parseMarker } from '../../python/marker.ts'
import { printRequirement } from '../../python/requirement.ts'
import type { RequiredLine, RequirementsLine } from '../../python/requirements_file.ts'
import { parseRequirementsFile } from '../../python/requirements_file.ts'
import type { BuildFacts } from './build_facts.ts'
import type { BentofilePackages, NamedFile } from './packages.ts'
import type { ReadSource } from './variables.ts'

/** The requirements of a document and of the files that it names, in their order. */
export function readRequirements(
  { lines, requirements, conda }: BentofilePackages,
  read: ReadSource,
  python: string,
  mistakes: Mistakes,
): readonly RequiredLine[] {
  const seen = new Set<string>()
  const files = (named: readonly NamedFile[]): readonly RequirementsLine[] =>
    named.flatMap((each) => readFile(each, read, seen, mistakes))
  const environments = conda.flatMap(({ path, at }) => {
    const text = read(path)
    if (text !== undefined) return readCondaEnvironment(text, path, python, mistakes)
    mistakes.add(at, `cannot read "${path}": ${NO_FILE}`, FILE_ADVICE)
    return []
  })
  const included = lines.flatMap((line) => (line.kind === 'include' ? files([line]) : [line]))
  return [...included, ...files(requirements), ...environments].filter(
    (line) => line.kind === 'requirement',
  )
}

const NO_FILE = 'there is no such file among the sources'
const FILE_ADVICE = { accepted: 'a path below the build context' }

/** Files of constraints are not followed: they say which versions are taken, and the lock has taken them. */
function readFile(
  { path, at }: NamedFile,
  read: ReadSource,
  seen: Set<string>,
  mistakes: Mistakes,
): readonly RequirementsLine[] {
  if (seen.has(path)) return []
  seen.add(path)
  const text = read(path)
  if (text === undefined) {
    mistakes.add(at, `cannot read "${path}": ${NO_FILE}`, FILE_ADVICE)
    return []
  }
  const directory = path.split('/').slice(0, -1)
  return parseRequirementsFile(text, path, mistakes).flatMap((line) => {
    if (line.kind !== 'include') return [line]
    if (line.isConstraint) return []
    const place = [...directory, ...line.path.split('/')].join('/')
    return readFile({ path: place, at: line.at }, read, seen, mistakes)
  })
}

/** Holds the requirements against the wheels that were locked. */
export function checkRequirements(
  lines: readonly RequiredLine[],
  { wheels, pythonVersion, architecture }: BuildFacts,
  mistakes: Mistakes,
): void {
  const lock = 'run the lock target of pip.install, or correct the version'
  for (const { requirement, at } of lines) {
    const { name, specifier, marker } = requirement
    if (!applies(marker, { python: pythonVersion, architecture })) continue
    const version = wheels.get(name)
    if (version === undefined) {
      mistakes.add(at, `the lock has no "${name}", which ${printRequirement(requirement)} wants`, {
        fix: 'name this document in pip.install(bentofile = ...) and run its lock target',
      })
    } else if (specifier !== '' && !satisfies(version, specifier, { prereleases: true }))
      mistakes.add(at, `the lock has ${name} ${version}, not ${name}${specifier}`, { fix: lock })
  }
}

function applies(marker: string | undefined, surroundings: PythonSurroundings): boolean {
  const parsed = marker === undefined ? undefined : parseMarker(marker)
  return !parsed?.ok || markerHolds(parsed.value, surroundings)
}

/** The BentoML of the wheels; undefined, and a mistake, where they have none. */
export function bentomlVersion({ wheels }: BuildFacts, file: string, mistakes: Mistakes): string {
  const version = wheels.get('bentoml')
  if (version !== undefined) return version
  mistakes.add(
    { file, line: 1, column: 1 },
    'the wheels have no "bentoml", which makes the Bento',
    {
      fix: 'name this document in pip.install(bentofile = ...), which adds it, and run its lock target',
    },
  )
  return '0'
}
