import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { basename, dirname, join, normalize } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { Mistakes } from '../../core/document/mistakes.ts'
import type { Position } from '../../core/document/node.ts'
import { readBentofilePackages } from '../../core/bento/bentofile/packages.ts'
import { readCondaEnvironment } from '../../core/python/conda.ts'
import { normalizedName } from '../../core/python/requirement.ts'
import type { RequirementsLine } from '../../core/python/requirements_file.ts'
import { parseRequirementsFile } from '../../core/python/requirements_file.ts'
import type { OwnWheel, WantedWheels } from '../../core/python/wanted_wheels.ts'
import { fileFailure, systemErrorCode } from '../file_failure.ts'

/** Where people say what wheels they want: paths are relative to a root, with slashes. */
export interface WheelDocuments extends Pick<WantedWheels, 'architectures' | 'python' | 'glibc'> {
  readonly root: string
  readonly packages: readonly string[]
  readonly requirements: readonly string[]
  readonly conda: readonly string[]
  readonly bentofiles: readonly string[]
  readonly wheels: readonly string[]
  readonly exclude: readonly string[]
}

/** The wheels that are wanted, and the files that it was read from, relative to the root. */
export interface ReadWantedWheels {
  readonly wanted: WantedWheels
  readonly files: readonly string[]
}

/**
 * Reads all documents that say what wheels are wanted.
 *
 * @throws ExpectedFailure with all mistakes that they have
 */
export async function readWantedWheels(documents: WheelDocuments): Promise<ReadWantedWheels> {
  const reader = new DocumentReader(documents.root, documents.python)
  const packages = documents.packages.map((text) => `${text}\n`).join('')
  await reader.readPackages(packages)
  for (const path of documents.requirements) await reader.readRequirements(path, false)
  for (const path of documents.conda) await reader.readConda(path)
  for (const path of documents.bentofiles) await reader.readBentofile(path)
  const wheels: OwnWheel[] = []
  for (const path of documents.wheels) wheels.push(await readOwnWheel(documents.root, path))
  const lines = reader.finish()
  const required = (wanted: boolean): WantedWheels['requirements'] =>
    lines.flatMap(({ line, isConstraint }) =>
      line.kind === 'requirement' && isConstraint === wanted ? [line] : [],
    )
  const { architectures, python, glibc } = documents
  const wanted = {
    ...{ architectures, python, glibc, wheels },
    requirements: required(false),
    constraints: required(true),
    prereleases: lines.some(({ line }) => line.kind === 'prereleases'),
    exclude: documents.exclude.map(normalizedName),
  }
  return { wanted, files: reader.files }
}

interface ReadLine {
  readonly line: RequirementsLine
  readonly isConstraint: boolean
}

class DocumentReader {
  readonly #root: string
  readonly #python: string
  readonly #lines: ReadLine[] = []
  readonly #mistakes = new Mistakes()
  /** What was read, and as what: a file that includes itself ends there. */
  readonly #seen = new Set<string>()

  constructor(root: string, python: string) {
    this.#root = root
    this.#python = python
  }

  get files(): readonly string[] {
    return [...new Set([...this.#seen].map((key) => key.slice(key.indexOf(' ') + 1)))]
  }

  async readPackages(text: string): Promise<void> {
    await this.#take(parseRequirementsFile(text, 'packages', this.#mistakes), '', false)
  }

  async readRequirements(path: string, isConstraint: boolean, at?: Position): Promise<void> {
    const text = await this.#read(path, isConstraint ? 'constraint' : 'requirement', at)
    if (text === undefined) return
    await this.#take(parseRequirementsFile(text, path, this.#mistakes), path, isConstraint)
  }

  async readConda(path: string, at?: Position): Promise<void> {
    const text = await this.#read(path, 'conda', at)
    if (text === undefined) return
    const lines = readCondaEnvironment(text, path, this.#python, this.#mistakes)
    await this.#take(lines, path, false)
  }

  async readBentofile(path: string): Promise<void> {
    const text = await this.#read(path, 'bentofile')
    if (text === undefined) return
    const read = readBentofilePackages(text, path, this.#python, this.#mistakes)
    await this.#take(read.lines, path, false)
    for (const each of read.requirements) {
      await this.readRequirements(beside(path, each.path), false, each.at)
    }
    for (const each of read.conda) await this.readConda(beside(path, each.path), each.at)
  }

  async #take(
    lines: readonly RequirementsLine[],
    path: string,
    isConstraint: boolean,
  ): Promise<void> {
    for (const line of lines) {
      if (line.kind !== 'include') {
        this.#lines.push({ line, isConstraint })
        continue
      }
      const included = beside(path, line.path)
      await this.readRequirements(included, isConstraint || line.isConstraint, line.at)
    }
  }

  /**
   * All lines, when there was no mistake.
   *
   * @throws ExpectedFailure with all mistakes
   */
  finish(): readonly ReadLine[] {
    this.#mistakes.throwIfAny()
    return this.#lines
  }

  /** Undefined for what was read before, or cannot be read. */
  async #read(path: string, as: string, at?: Position): Promise<string | undefined> {
    const key = `${as} ${path}`
    if (this.#seen.has(key)) return undefined
    this.#seen.add(key)
    try {
      return await readFile(join(this.#root, path), 'utf8')
    } catch (error) {
      const code = systemErrorCode(error)
      if (at === undefined || code === undefined) throw fileFailure(path, error)
      const problem = code === 'ENOENT' ? 'there is no such file' : `it is not readable (${code})`
      return this.#mistakes.add(at, `cannot read "${path}": ${problem}`)
    }
  }
}

function beside(path: string, other: string): string {
  return normalize(join(dirname(path), other))
}

async function readOwnWheel(root: string, file: string): Promise<OwnWheel> {
  const path = join(root, file)
  try {
    const hash = createHash('sha256')
    await pipeline(createReadStream(path, { highWaterMark: 1 << 18 }), hash)
    const { size } = await stat(path)
    return { file: basename(file), path, sha256: hash.digest('hex'), size }
  } catch (error) {
    throw fileFailure(path, error)
  }
}
