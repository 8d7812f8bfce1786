import { stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { ItemKind } from '../../core/bento/item_kind.ts'
import { BENTO, MODEL } from '../../core/bento/item_kind.ts'
import { LATEST, formatTag } from '../../core/bento/tag.ts'
import type { StoredItem } from '../../node/bento/store.ts'
import type { ArchiveContent } from '../../node/bento/write_archive.ts'
import { hasArchiveFormat, writeArchive } from '../../node/bento/write_archive.ts'
import type { Shell } from '../../node/shell.ts'
import { bentoModels } from '../../core/bento/bento_facts.ts'
import { readTag, storeOf } from './request.ts'

/** What `rt bento export` is asked to do. */
export interface ExportRequest {
  readonly kind: ItemKind
  readonly tag: string
  /** A file, or a directory to write NAME-VERSION.bento into; the current one if not given. */
  readonly out: string | undefined
}

/** What an export needs of its surroundings. */
export type ExportShell = Pick<Shell, 'env' | 'signal' | 'stdout' | 'workingDirectory'>

/**
 * Writes an item to one file, a Bento with its models.
 *
 * @throws ExpectedFailure when it, or a model of it, is not there, or the file cannot be written
 */
export async function exportItem(
  { kind, tag, out }: ExportRequest,
  shell: ExportShell,
): Promise<void> {
  const store = storeOf(shell, kind)
  const item = await store.get(readTag(tag))
  const path = await placeOf(item, kind, resolve(shell.workingDirectory, out ?? '.'))
  try {
    await writeArchive(path, await contentOf(item, kind, shell), shell.signal)
  } catch (error) {
    // Somebody may have deleted it in the meantime, which says more than that a file is missing.
    await store.get(item.tag)
    throw error
  }
  shell.stdout.write(`${kind.title}(tag="${formatTag(item.tag)}") exported to ${path}.\n`)
}

/** A name without the end of a format gets that of the kind, as BentoML gives it. */
async function placeOf({ tag }: StoredItem, kind: ItemKind, out: string): Promise<string> {
  const isDirectory = await stat(out).then(
    (found) => found.isDirectory(),
    () => false,
  )
  if (isDirectory) return join(out, `${tag.name}-${tag.version}${kind.extension}`)
  return hasArchiveFormat(out) ? out : out + kind.extension
}

async function contentOf(
  item: StoredItem,
  kind: ItemKind,
  shell: ExportShell,
): Promise<ArchiveContent> {
  const own = { directory: item.directory, below: '' }
  if (kind !== BENTO) return { directories: [own], texts: [] }
  const store = storeOf(shell, MODEL)
  const models = await Promise.all(bentoModels(item.document).map((tag) => store.get(readTag(tag))))
  return {
    directories: [
      own,
      ...models.map(({ directory, tag }) => ({
        directory,
        below: `models/${tag.name}/${tag.version}`,
      })),
    ],
    texts: models.map(({ tag }) => ({ path: `models/${tag.name}/${LATEST}`, text: tag.version })),
  }
}
