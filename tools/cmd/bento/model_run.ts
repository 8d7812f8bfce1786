import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { contentVersion } from '../../core/bento/content_version.ts'
import { modelPlace } from '../../core/bento/image_places.ts'
import { readIdentity } from '../../core/bento/item_identity.ts'
import { MODEL } from '../../core/bento/item_kind.ts'
import type { ModelFacts } from '../../core/bento/model_document.ts'
import { modelDocument } from '../../core/bento/model_document.ts'
import type { Tag } from '../../core/bento/tag.ts'
import { formatTag } from '../../core/bento/tag.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import { readArchive } from '../../node/bento/read_archive.ts'
import { collectEntries } from '../../node/layer/collect.ts'
import { readOperands } from '../../node/layer/operand_lines.ts'
import { readTextFile, writeTextFile } from '../../node/layer/text_file.ts'
import { readTag } from './request.ts'

/** What `rt bento model` is asked to do. Paths are relative to the execution root. */
export interface ModelRequest {
  readonly tagOut: string
  readonly placeOut: string
  readonly documentOut: string
  /** Directory to unpack an archive to; undefined where the model is files. */
  readonly tree: string | undefined
  /** Tag of files without model.yaml; undefined where they have one. */
  readonly tag: string | undefined
  /** What model.yaml is to say of such files. */
  readonly facts: ModelFacts
  /** Entry lines. */
  readonly entries: readonly string[]
}

/** A file by its path in the model. */
interface ModelFile {
  readonly path: string
  readonly source: string
}

/**
 * Writes the tag of a model, its place in an image and its model.yaml, which is read or made.
 *
 * @throws ExpectedFailure when it has no model.yaml, or its tag is not valid
 */
export async function describeModel(request: ModelRequest, signal: AbortSignal): Promise<void> {
  const { tree, tagOut, placeOut, documentOut } = request
  if (tree !== undefined) await unpack(request, tree)
  const files = tree === undefined ? filesOf(request) : [documentIn(tree)]
  const { tag, document } =
    request.tag === undefined
      ? readModel(files, request)
      : await madeModel(request.tag, files, request, signal)
  writeTextFile(tagOut, `${formatTag(tag)}\n`)
  writeTextFile(placeOut, `${modelPlace(tag)}\n`)
  writeTextFile(documentOut, document)
}

interface DescribedModel {
  readonly tag: Tag
  readonly document: string
}

function filesOf({ entries }: ModelRequest): readonly ModelFile[] {
  const { placements } = readOperands(entries)
  return collectEntries(placements, { preserveSymlinks: false }).flatMap((entry) =>
    entry.kind === 'file' && entry.source !== undefined
      ? [{ path: entry.path, source: entry.source }]
      : [],
  )
}

async function unpack({ entries }: ModelRequest, tree: string): Promise<void> {
  const [archive] = readOperands(entries).placements
  if (archive?.kind !== 'source') throw new TypeError('an archive is a file')
  await mkdir(tree, { recursive: true })
  try {
    await readArchive(archive.source, tree)
  } catch (error) {
    await rm(tree, { recursive: true, force: true })
    throw error
  }
}

function documentIn(tree: string): ModelFile {
  return { path: MODEL.document, source: join(tree, MODEL.document) }
}

function readModel(files: readonly ModelFile[], { entries }: ModelRequest): DescribedModel {
  const [first] = readOperands(entries).placements
  const shown = first?.kind === 'source' ? first.source : ''
  const refuse = (problem: string): ExpectedFailure =>
    new ExpectedFailure({
      ...{ topic: 'bento', reason: 'not-an-item', title: MODEL.title },
      ...{ path: shown, problem },
    })
  const file = files.find(({ path }) => path === MODEL.document)
  if (file === undefined) throw refuse(`it has no ${MODEL.document}`)
  const document = readTextFile(file.source)
  const identity = readIdentity(MODEL, document)
  if (!identity.ok) throw refuse(identity.failure)
  return { tag: identity.value.tag, document }
}

async function madeModel(
  text: string,
  files: readonly ModelFile[],
  { facts }: ModelRequest,
  signal: AbortSignal,
): Promise<DescribedModel> {
  const { name, version } = readTag(text)
  const chosen = { name, version: version ?? (await versionOf(files, facts, signal)) }
  return { tag: chosen, document: modelDocument(chosen, facts) }
}

/** Follows from the names and bytes of all files, and from what is said of them. */
async function versionOf(
  files: readonly ModelFile[],
  facts: ModelFacts,
  signal: AbortSignal,
): Promise<string> {
  const total = createHash('sha256').update(JSON.stringify(facts))
  for (const { path, source } of files.toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
    const hash = createHash('sha256')
    await pipeline(createReadStream(source), hash, { signal })
    total.update(`\n${path}\0${hash.digest('hex')}`)
  }
  return contentVersion(total.digest('hex'))
}
