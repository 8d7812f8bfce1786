import { existsSync } from 'node:fs'
import type { Descriptor } from '../../../core/descriptor.ts'
import type { Failure } from '../../../core/failure.ts'
import { ExpectedFailure, together } from '../../../core/failure.ts'
import { OCI_INDEX } from '../../../core/media_types.ts'
import { documentKind } from '../../../core/oci/document_kinds.ts'
import { indexBytes } from '../../../core/oci/index_document.ts'
import type { IndexChild } from '../../../core/oci/index_plan.ts'
import { planIndex } from '../../../core/oci/index_plan.ts'
import { overlayPairs } from '../../../core/oci/pairs.ts'
import { checkSettings } from '../../../core/oci/setting_checks.ts'
import { NO_SETTINGS, settingLines } from '../../../core/oci/settings.ts'
import { readManifest } from '../../../node/blob/documents.ts'
import type { ImageSource } from '../../../node/blob/image_source.ts'
import { indexEntries } from '../../../node/blob/index_entries.ts'
import { readTextFile, writeTextFile } from '../../../node/layer/text_file.ts'
import { blobFile, openLayout } from '../../../node/layout/layout_source.ts'
import { LayoutWriter } from '../../../node/layout/layout_writer.ts'

/** What `rt image index` is asked to do. Paths are relative to the execution root. */
export interface IndexRequest {
  /** Directory of the layout to write. */
  readonly out: string
  /** File for the digest of the index. */
  readonly digestOut: string | undefined
  /** Layout directories of the images, in the order of the index. */
  readonly images: readonly string[]
  /** `NAME=VALUE`. */
  readonly annotations: readonly string[]
  /** File with a `NAME=VALUE` a line. */
  readonly annotationsFile: string | undefined
}

/** An image of the index, with the layout that it comes from. */
interface Child extends IndexChild {
  readonly source: ImageSource
}

/**
 * Makes an index: writes it and copies manifests and configs; all other blobs are links into the layouts
 * of the images. Indexes among the images are flattened, as most clients look no deeper.
 *
 * @throws ExpectedFailure for everything that is wrong with the images or the annotations
 */
export async function makeIndex(request: IndexRequest): Promise<void> {
  const annotations = readAnnotations(request)
  const children = (await Promise.all(request.images.map(readChildren))).flat()
  const manifests = planIndex(children)
  if (!manifests.ok) throw new ExpectedFailure(manifests.failure)
  const layout = await LayoutWriter.create(request.out)
  for (const child of children) await addImage(layout, child)
  const index = indexBytes({ manifests: manifests.value, annotations })
  const root = await layout.write(OCI_INDEX, index)
  await layout.finish(root)
  if (request.digestOut !== undefined) writeTextFile(request.digestOut, `${root.digest}\n`)
}

async function readChildren(name: string): Promise<readonly Child[]> {
  const source = await openLayout({ directory: name })
  return (await indexEntries(source)).map((entry) => ({ name, entry, source }))
}

function readAnnotations(request: IndexRequest): Readonly<Record<string, string>> {
  const { annotations, annotationsFile: file } = request
  const more = file === undefined ? [] : settingLines(readTextFile(file))
  const lines = [...annotations, ...more]
  const [first, ...rest]: readonly Failure[] = checkSettings(
    { ...NO_SETTINGS, annotations: lines },
    '',
  )
  if (first !== undefined) throw new ExpectedFailure(together(first, rest))
  return overlayPairs({}, lines)
}

async function addImage(layout: LayoutWriter, { name, entry, source }: Child): Promise<void> {
  await layout.write(entry.mediaType, await source.readSmall(entry))
  if (documentKind(entry.mediaType) !== 'manifest') return
  const { config, layers } = await readManifest(source, entry)
  await layout.write(config.mediaType, await source.readSmall(config))
  for (const layer of layers) await linkLayer(layout, name, layer)
}

/** Layers that are recipes are in no layout; their layer sets go with the images. */
async function linkLayer(layout: LayoutWriter, name: string, layer: Descriptor): Promise<void> {
  const path = blobFile(name, layer.digest)
  if (existsSync(path) && !layout.has(layer.digest)) await layout.link(layer.digest, path)
}
