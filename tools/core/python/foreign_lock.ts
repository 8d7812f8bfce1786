import { Mistakes } from '../document/mistakes.ts'
import type { Failure } from '../failure.ts'
import { together } from '../failure.ts'
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import type { PipFailure } from './pip_failure.ts'
import type { ChosenWheel } from './make_lock.ts'
import { chooseWheels } from './make_lock.ts'
import { markerHolds, parseMarker } from './marker.ts'
import { parsePylock } from './pylock.ts'
import type { RequiredLine } from './requirements_file.ts'
import { parseRequirementsFile } from './requirements_file.ts'
import type { WheelTarget } from './best_wheel.ts'

/** A lock file that another tool has made. */
export interface ForeignLock extends Omit<WheelTarget, 'architecture'> {
  readonly text: string
  /** What people call the file; its extension says what it is. */
  readonly path: string
  readonly architectures: readonly string[]
}

/** A package of such a lock. */
export interface ForeignPackage {
  readonly name: string
  readonly version: string
  readonly kind: 'wheel'
  readonly dependsOn: readonly string[]
  /** By architecture. */
  readonly files: Readonly<Record<string, ForeignFile>>
}

/** A wheel: its file, or only the hashes that it may have. */
export type ForeignFile =
  | { readonly file: string; readonly sha256: string; readonly size: number }
  | { readonly hashes: readonly string[] }

interface Chosen extends Pick<ChosenWheel, 'name' | 'version' | 'dependsOn'> {
  readonly file: ForeignFile
}

/** Reads requirements with hashes, as `pip-compile --generate-hashes` and `uv export` write them, or a pylock.toml. */
export function readForeignLock(lock: ForeignLock): Result<readonly ForeignPackage[], Failure> {
  const read = lock.path.endsWith('.toml') ? readPylock(lock) : readRequirements(lock)
  if (!read.ok) {
    const [first, ...rest] = read.failure
    return first === undefined ? ok([]) : err(together(first, rest))
  }
  const merged = new Map<string, ForeignPackage>()
  for (const [architecture, packages] of read.value) {
    for (const { name, version, dependsOn, file } of packages) {
      const key = JSON.stringify([name, version, dependsOn])
      const files = { ...merged.get(key)?.files, [architecture]: file }
      merged.set(key, { name, version, kind: 'wheel', dependsOn, files })
    }
  }
  return ok([...merged.values()])
}

type ByArchitecture = Result<ReadonlyMap<string, readonly Chosen[]>, readonly Failure[]>

function readPylock({ text, path, architectures, python, glibc }: ForeignLock): ByArchitecture {
  const packages = parsePylock(text)
  if (!packages.ok) return err([notALock(path, packages.failure)])
  const found = new Map<string, readonly Chosen[]>()
  const failures: PipFailure[] = []
  for (const architecture of architectures) {
    const { chosen, misfits } = chooseWheels(packages.value, { python, glibc, architecture })
    for (const { requirement, files } of misfits) {
      const about = { requirement, files, architectures: [architecture], python, glibc }
      failures.push({ topic: 'pip', reason: 'no-wheel', ...about })
    }
    const names = new Set(chosen.map(({ name }) => name))
    const complete = chosen.map(({ wheel, dependsOn, ...identity }): Chosen => {
      const { file, sha256 = '', size = 0 } = wheel
      if (sha256 === '') failures.push(notALock(path, `"${file}" has no sha256`))
      const needed = [...dependsOn].filter((each) => names.has(each)).sort()
      return { ...identity, dependsOn: needed, file: { file, sha256, size } }
    })
    failures.push(...twice(path, complete))
    found.set(architecture, complete)
  }
  return failures.length > 0 ? err(failures) : ok(found)
}

function readRequirements(lock: ForeignLock): ByArchitecture {
  const mistakes = new Mistakes()
  const lines = parseRequirementsFile(lock.text, lock.path, mistakes)
  const required = lines.filter((line) => line.kind === 'requirement')
  for (const line of lines) {
    if (line.kind === 'requirement') checkPinned(line, mistakes)
    if (line.kind === 'include')
      mistakes.add(line.at, `cannot read "${line.path}": a lock names all that it has itself`, {
        fix: 'have the tool write one file',
      })
  }
  if (mistakes.errors.length > 0) return err(mistakes.errors)
  const found = new Map<string, readonly Chosen[]>()
  const failures: PipFailure[] = []
  for (const architecture of lock.architectures) {
    const here = required.filter((line) => holds(line, { ...lock, architecture }))
    const chosen = here.map((line): Chosen => {
      const { name, specifier } = line.requirement
      const users = here.filter((other) => other.via.includes(name))
      const dependsOn = users.map((other) => other.requirement.name).sort()
      return { name, version: specifier.slice(2), dependsOn, file: { hashes: line.hashes } }
    })
    failures.push(...twice(lock.path, chosen))
    found.set(architecture, chosen)
  }
  return failures.length > 0 ? err(failures) : ok(found)
}

function checkPinned({ requirement, hashes, at }: RequiredLine, mistakes: Mistakes): void {
  const { name, specifier } = requirement
  const fix =
    'make it with "uv pip compile --generate-hashes", "uv export", or "pip-compile --generate-hashes"'
  if (!/^==[^*,]+$/.test(specifier))
    mistakes.add(at, `"${name}${specifier}" is not pinned`, { accepted: 'NAME==VERSION', fix })
  if (hashes.length === 0)
    mistakes.add(at, `"${name}" has no sha256`, { accepted: '--hash=sha256:HEX', fix })
}

function holds({ requirement }: RequiredLine, target: WheelTarget): boolean {
  if (requirement.marker === undefined) return true
  const marker = parseMarker(requirement.marker)
  return !marker.ok || markerHolds(marker.value, target)
}

function twice(path: string, packages: readonly Chosen[]): readonly PipFailure[] {
  const seen = new Set<string>()
  return packages.flatMap(({ name }) => {
    const isNew = !seen.has(name)
    seen.add(name)
    return isNew ? [] : [notALock(path, `it has "${name}" twice for one architecture`)]
  })
}

function notALock(path: string, problem: string): PipFailure {
  return { topic: 'pip', reason: 'not-a-lock', path, problem }
}
