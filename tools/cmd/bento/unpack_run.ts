import { chmodSync, copyFileSync, mkdirSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { bentoEnvironment, bentoLabels, bentoModels } from '../../core/bento/bento_facts.ts'
import type { Identity } from '../../core/bento/item_identity.ts'
import { readDescription, readIdentity, textOf } from '../../core/bento/item_identity.ts'
import { BENTO, MODEL } from '../../core/bento/item_kind.ts'
import { formatTag, LATEST } from '../../core/bento/tag.ts'
import { ROOT } from '../../core/entries/image_path.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import { readArchive } from '../../node/bento/read_archive.ts'
import { collectEntries } from '../../node/layer/collect.ts'
import { readOperands } from '../../node/layer/operand_lines.ts'
import { readTextFile, writeTextFile } from '../../node/layer/text_file.ts'

/** What `rt bento unpack` is asked to do. Paths are relative to the execution root. */
export interface UnpackRequest {
  readonly out: string
  readonly modelsOut: string
  readonly pointersOut: string
  readonly tagOut: string
  readonly labelsOut: string
  readonly envOut: string
  /** Descriptions of models that are not in the Bento. */
  readonly models: readonly string[]
  /** Entry lines: one export, or files and directories. */
  readonly entries: readonly string[]
}

/** A file by its path in the Bento. */
interface BentoFile {
  readonly path: string
  readonly source: string
}

const MODELS = `${MODEL.folder}/`

/**
 * Copies a Bento that BentoML made, and says what its image is to say of it.
 *
 * @throws ExpectedFailure when it is none, could do harm, or lacks a model
 */
export async function unpackBento(request: UnpackRequest): Promise<void> {
  const scratch = `${request.out}.export`
  try {
    const { shown, files } = await findBento(request, scratch)
    const refuse = (problem: string): ExpectedFailure =>
      new ExpectedFailure({
        ...{ topic: 'bento', reason: 'not-an-item', title: BENTO.title },
        ...{ path: shown, problem },
      })
    const description = files.find(({ path }) => path === BENTO.document)
    if (description === undefined) throw refuse(`it has no ${BENTO.document}`)
    const identity = readIdentity(BENTO, readTextFile(description.source))
    if (!identity.ok) throw refuse(identity.failure)
    const given = request.models.map((file) => givenModel(file))
    const missing = missingModels(identity.value, files, given)
    if (missing.length > 0)
      throw refuse(
        `${missing.join(', ')}, which it needs, is neither in it nor in models of the rule`,
      )
    copyFiles(files, request)
    writePointers(given, files, request)
    writeFacts(identity.value, files, request)
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

interface FoundBento {
  /** How messages call it. */
  readonly shown: string
  readonly files: readonly BentoFile[]
}

async function findBento({ entries }: UnpackRequest, scratch: string): Promise<FoundBento> {
  const { placements } = readOperands(entries)
  const [first] = placements
  const shown = first?.kind === 'source' ? first.source : ''
  if (placements.length === 1 && statSync(shown).isFile()) {
    mkdirSync(scratch, { recursive: true })
    await readArchive(shown, scratch)
    return { shown, files: filesIn([{ kind: 'source', path: ROOT, source: scratch }]) }
  }
  return { shown, files: filesIn(placements) }
}

/** The files below the highest directory that has a bento.yaml. */
function filesIn(placements: Parameters<typeof collectEntries>[0]): readonly BentoFile[] {
  const files = collectEntries(placements, { preserveSymlinks: false }).flatMap((entry) =>
    entry.kind === 'file' && entry.source !== undefined
      ? [{ path: entry.path, source: entry.source }]
      : [],
  )
  const [highest] = files
    .map(({ path }) => path)
    .filter((path) => path === BENTO.document || path.endsWith(`/${BENTO.document}`))
    .toSorted((a, b) => a.length - b.length)
  const root = highest === undefined ? '' : highest.slice(0, -BENTO.document.length)
  return files.flatMap(({ path, source }) =>
    path.startsWith(root) ? [{ path: path.slice(root.length), source }] : [],
  )
}

/** A model that the rule was given. */
interface GivenModel {
  readonly name: string
  readonly version: string
  readonly created: string
}

function givenModel(file: string): GivenModel {
  const document = readDescription(MODEL.document, readTextFile(file))
  if (document === undefined) throw new TypeError(`${file} is no description of a model`)
  return {
    name: textOf(document, 'name'),
    version: textOf(document, 'version'),
    created: textOf(document, 'creation_time'),
  }
}

function missingModels(
  { document }: Identity,
  files: readonly BentoFile[],
  given: readonly GivenModel[],
): readonly string[] {
  const own = new Set(files.map(({ path }) => path))
  const tags = given.map((model) => formatTag(model))
  return bentoModels(document).filter(
    (tag) => !tags.includes(tag) && !own.has(`${MODELS}${tag.replace(':', '/')}/${MODEL.document}`),
  )
}

function copyFiles(files: readonly BentoFile[], { out, modelsOut }: UnpackRequest): void {
  mkdirSync(out, { recursive: true })
  mkdirSync(modelsOut, { recursive: true })
  for (const { path, source } of files) {
    const place = path.startsWith(MODELS)
      ? join(modelsOut, path.slice(MODELS.length))
      : join(out, path)
    mkdirSync(dirname(place), { recursive: true })
    copyFileSync(source, place)
    chmodSync(place, 0o644)
  }
}

/** The newest of a name is the latest, unless the Bento says so itself. */
function writePointers(
  given: readonly GivenModel[],
  files: readonly BentoFile[],
  { pointersOut }: UnpackRequest,
): void {
  mkdirSync(pointersOut, { recursive: true })
  const own = new Set(files.map(({ path }) => path))
  const oldestFirst = given.toSorted((a, b) => (age(a) < age(b) ? -1 : 1))
  for (const { name, version } of oldestFirst) {
    const pointer = `${MODELS}${name}/${LATEST}`
    if (own.has(pointer)) continue
    mkdirSync(dirname(join(pointersOut, pointer)), { recursive: true })
    writeTextFile(join(pointersOut, pointer), version)
  }
}

function age({ created, version }: GivenModel): string {
  return `${created}\n${version}`
}

function writeFacts(
  { tag, document }: Identity,
  files: readonly BentoFile[],
  { tagOut, labelsOut, envOut }: UnpackRequest,
): void {
  const bentofile = files.find(({ path }) => path === 'src/bentofile.yaml')
  const asked = bentofile && readDescription(bentofile.path, readTextFile(bentofile.source))
  const environment = Object.entries(bentoEnvironment(document, asked)).map(
    // A dollar sign would stand for another variable.
    ([name, value]) => [name, value.replaceAll('$', () => '$$')] as const,
  )
  writeTextFile(tagOut, `${formatTag(tag)}\n`)
  writeTextFile(labelsOut, linesOf(Object.entries(bentoLabels(tag, document))))
  writeTextFile(envOut, linesOf(environment))
}

function linesOf(pairs: readonly (readonly [string, string])[]): string {
  return pairs.map(([name, value]) => `${name}=${value}\n`).join('')
}
