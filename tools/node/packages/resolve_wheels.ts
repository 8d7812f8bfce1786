import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { formatPosition } from '../../core/document/node.ts'
import type { Failure } from '../../core/failure.ts'
import { ExpectedFailure, together } from '../../core/failure.ts'
import type { PipFailure, Unresolved } from '../../core/python/pip_failure.ts'
import type { LockedFile, PackageLock } from '../../core/packages/lock.ts'
import type { ChosenWheel, HashedWheel, Misfit } from '../../core/python/make_lock.ts'
import { chooseWheels, needsOf, pinsOf } from '../../core/python/make_lock.ts'
import { ownRequirements, ownWheelFailures } from '../../core/python/own_wheels.ts'
import { parsePylock } from '../../core/python/pylock.ts'
import { normalizedName, printRequirement } from '../../core/python/requirement.ts'
import type { RequiredLine } from '../../core/python/requirements_file.ts'
import { readUvError } from '../../core/python/uv_answer.ts'
import { compileOptions } from '../../core/python/uv_arguments.ts'
import type { WantedWheels } from '../../core/python/wanted_wheels.ts'
import { withoutLogin } from '../../core/python/wheel_address.ts'
import type { Shell } from '../shell.ts'
import { fetchPinned } from './pinned_wheel.ts'
import { Uv } from './uv.ts'

/** How a set of wheels is found. */
export interface Resolution {
  readonly wanted: WantedWheels
  /** Versions of it are kept where they still fit. */
  readonly before: PackageLock | undefined
  /** For files in between; empty. */
  readonly folder: string
}

/**
 * Chooses the wheels that are wanted, for each architecture.
 *
 * @throws ExpectedFailure (`pip`, `wheel`) when there is no set of wheels that fits
 */
export async function resolveWheels(
  resolution: Resolution,
  shell: Shell,
): Promise<ReadonlyMap<string, readonly HashedWheel[]>> {
  throwAll(ownWheelFailures(resolution.wanted))
  const uv = await Uv.open(shell)
  await checkIndexes(resolution, uv)
  const known = knownFiles(resolution.before)
  const found = new Map<string, readonly HashedWheel[]>()
  const failures: PipFailure[] = []
  for (const architecture of resolution.wanted.architectures) {
    const one = await resolveFor(architecture, resolution, uv)
    failures.push(...one.failures)
    const hashed: HashedWheel[] = []
    for (const wheel of failures.length > 0 ? [] : one.chosen) {
      const locked = knownFile(wheel, known) ?? (await lockedFile(wheel, resolution.folder, shell))
      known.set(locked.file, locked)
      hashed.push({ ...wheel, locked })
    }
    found.set(architecture, hashed)
  }
  throwAll(mergeArchitectures(failures))
  return found
}

/** Asks each index for something, so that a lock never depends on whether one of them knew who asked. */
async function checkIndexes({ wanted, folder }: Resolution, uv: Uv): Promise<void> {
  const names = ['pip', ...wanted.requirements.map(({ requirement }) => requirement.name)]
  for (const index of uv.equalIndexes) {
    const answer = await refusalOf(uv.withIndex(index), names.slice(0, MAX_PROBES), folder)
    if (answer === undefined) continue
    const { python, architectures } = wanted
    const failure = { ...answer, places: [], python, architectures }
    throw new ExpectedFailure({ topic: 'pip', reason: 'unresolved', ...failure })
  }
}

/** Names that an index is asked for at most. */
const MAX_PROBES = 10

/** Why an index answers nothing. One that says of a name that it is forbidden may only mean that there is none. */
async function refusalOf(
  uv: Uv,
  names: readonly string[],
  folder: string,
): Promise<ReturnType<typeof readUvError> | undefined> {
  let refusal: ReturnType<typeof readUvError> | undefined
  for (const name of names) {
    await writeFile(join(folder, 'probe.in'), `${name}\n`)
    const args = ['pip', 'compile', 'probe.in', '--no-deps', '--only-binary=:all:']
    const { code, stderr } = await uv.run(folder, args)
    refusal = readUvError(stderr)
    if (code === 0 || (refusal.kind !== 'refused' && refusal.kind !== 'unreachable'))
      return undefined
    if (!refusal.detail.startsWith('403')) return refusal
  }
  return refusal
}

/** Files whose sizes are known: of the lock that there is. */
function knownFiles(before: PackageLock | undefined): Map<string, LockedFile> {
  const files = before?.packages.flatMap((each) => Object.values(each.files)) ?? []
  return new Map(files.map((each) => [each.file, each]))
}

function knownFile(
  { wheel }: ChosenWheel,
  known: ReadonlyMap<string, LockedFile>,
): LockedFile | undefined {
  const locked = known.get(wheel.file)
  return wheel.sha256 !== undefined && locked?.sha256 === wheel.sha256 ? locked : undefined
}

function throwAll([first, ...rest]: readonly Failure[]): void {
  if (first !== undefined) throw new ExpectedFailure(together(first, rest))
}

/** The same failure for several architectures is told once. */
function mergeArchitectures(failures: readonly PipFailure[]): readonly PipFailure[] {
  const merged = new Map<string, PipFailure>()
  for (const failure of failures) {
    if (!('architectures' in failure)) {
      merged.set(JSON.stringify(failure), failure)
      continue
    }
    const key = JSON.stringify({ ...failure, architectures: [] })
    const before = merged.get(key)
    const others = before !== undefined && 'architectures' in before ? before.architectures : []
    merged.set(key, { ...failure, architectures: [...others, ...failure.architectures] })
  }
  return [...merged.values()]
}

interface Outcome {
  readonly chosen: readonly ChosenWheel[]
  readonly failures: readonly PipFailure[]
}

async function resolveFor(
  architecture: string,
  { wanted, before, folder }: Resolution,
  uv: Uv,
): Promise<Outcome> {
  const place = join(folder, architecture)
  const at = (name: string): string => join(place, name)
  await mkdir(place)
  await writeInputs(at, wanted, architecture)
  await writeFile(at('pins.txt'), before === undefined ? '' : lines(pinsOf(before, architecture)))
  const options = compileOptions(wanted, architecture)
  const limits = ['--constraints=constraints.txt', '--excludes=excludes.txt']
  const first = ['requirements.in', '--output-file=pins.txt', ...limits]
  const versions = await uv.run(place, [...options, ...first])
  if (versions.code !== 0) return unresolved(versions.stderr, wanted, architecture)
  // What was chosen is asked for again, in the form that has file names and sizes.
  const second = ['pins.txt', '--no-deps', '--format=pylock.toml', '--output-file=pylock.toml']
  const files = await uv.run(place, [...options, ...second])
  if (files.code !== 0) return unresolved(files.stderr, wanted, architecture)
  const pylock = parsePylock(await readFile(at('pylock.toml'), 'utf8'))
  if (!pylock.ok) throw new TypeError(`uv wrote ${pylock.failure}`)
  const needs = needsOf(await readFile(at('pins.txt'), 'utf8'))
  const target = { ...wanted, architecture }
  const { chosen, misfits } = chooseWheels(pylock.value, target, needs, hashesOf(wanted))
  const absolute = chosen.map((each) => withPath(each, place))
  return {
    chosen: absolute,
    failures: misfits.map((misfit) => misfitFailure(misfit, wanted, architecture)),
  }
}

async function writeInputs(
  at: (name: string) => string,
  wanted: WantedWheels,
  architecture: string,
): Promise<void> {
  const texts = (list: readonly RequiredLine[]): readonly string[] =>
    list.map(({ requirement }) => printRequirement(requirement))
  const asked = [...texts(wanted.requirements), ...ownRequirements(wanted, architecture)]
  await writeFile(at('requirements.in'), lines(asked))
  await writeFile(at('constraints.txt'), lines(texts(wanted.constraints)))
  await writeFile(at('excludes.txt'), lines(wanted.exclude))
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join('')
}

/** Hashes that requirements ask for, by name. */
function hashesOf({
  requirements,
  constraints,
}: WantedWheels): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>()
  for (const { requirement, hashes } of [...requirements, ...constraints]) {
    if (hashes.length > 0) found.set(requirement.name, hashes)
  }
  return found
}

function unresolved(stderr: string, wanted: WantedWheels, architecture: string): Outcome {
  const answer = readUvError(stderr)
  const failure: Unresolved = {
    ...answer,
    places: placesOf(answer, wanted),
    python: wanted.python,
    architectures: [architecture],
  }
  return { chosen: [], failures: [{ topic: 'pip', reason: 'unresolved', ...failure }] }
}

/** Where the names that uv mentions are asked for. */
function placesOf(
  { kind, about, detail }: Pick<Unresolved, 'kind' | 'about' | 'detail'>,
  { requirements, constraints }: WantedWheels,
): readonly string[] {
  if (kind === 'unreachable' || kind === 'refused') return []
  const mentioned = new Set(
    (about === '' ? detail : about)
      .split(/[^\w.-]+/)
      .map((word) => normalizedName(word.replace(/[.]+$/, ''))),
  )
  return [...requirements, ...constraints]
    .filter(({ requirement }) => mentioned.has(requirement.name))
    .map(({ at }) => formatPosition(at))
}

function misfitFailure(
  { requirement, files, otherHashes }: Misfit,
  wanted: WantedWheels,
  architecture: string,
): PipFailure {
  const { python, glibc } = wanted
  if (otherHashes.length > 0) {
    const name = requirement.split('==')[0]
    const line = wanted.requirements.find((each) => each.requirement.name === name)
    const place = line === undefined ? 'the constraints' : formatPosition(line.at)
    return { topic: 'pip', reason: 'wrong-hash', requirement, place, found: otherHashes }
  }
  const architectures = [architecture]
  return {
    topic: 'pip',
    reason: 'no-wheel',
    ...{ requirement, files, architectures, python, glibc },
  }
}

function withPath(chosen: ChosenWheel, place: string): ChosenWheel {
  const { path } = chosen.wheel
  return path === undefined
    ? chosen
    : { ...chosen, wheel: { ...chosen.wheel, path: resolve(place, path) } }
}

/** Hash and size as the index says them, or else as they are found. */
async function lockedFile(
  { name, version, wheel }: ChosenWheel,
  folder: string,
  shell: Shell,
): Promise<LockedFile> {
  const { file, sha256, size } = wheel
  if (wheel.path !== undefined) return await measure(file, wheel.path)
  if (sha256 !== undefined && size !== undefined) return { file, sha256, size }
  shell.stderr.write(`${shell.context}: fetching ${file}, whose index does not say its size\n`)
  const address = wheel.url === undefined ? undefined : withoutLogin(wheel.url)
  const out = join(folder, file)
  const pinned = { name, version, file, ...(sha256 !== undefined && { sha256 }) }
  const wanted = { wheel: pinned, out, ...(address !== undefined && { address }) }
  await fetchPinned(wanted, shell).catch((error: unknown) => {
    throw ofIndex(error)
  })
  const locked = await measure(file, out)
  await rm(out)
  return locked
}

/** While there is no lock yet, a hash is what the index said. */
function ofIndex(error: unknown): unknown {
  if (!(error instanceof ExpectedFailure) || error.failure.topic !== 'wheel') return error
  if (error.failure.reason !== 'hash-mismatch') return error
  const { topic, requirement, found } = error.failure
  const detail = `its hash is not the one that its index says, but ${found}`
  return new ExpectedFailure({ topic, reason: 'other', requirement, detail })
}

async function measure(file: string, path: string): Promise<LockedFile> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path, { highWaterMark: 1 << 18 }), hash)
  const { size } = await stat(path)
  return { file, sha256: hash.digest('hex'), size }
}
