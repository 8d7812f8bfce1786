import { stringify } from 'yaml'
import type { ItemKind } from '../../core/bento/item_kind.ts'
import { BENTO, MODEL } from '../../core/bento/item_kind.ts'
import type { ListedItem } from '../../core/bento/listing.ts'
import { humanSize, localTime, renderListing } from '../../core/bento/listing.ts'
import { formatTag } from '../../core/bento/tag.ts'
import { valueOf } from '../../core/document/node.ts'
import { sizeOfFiles } from '../../node/bento/item_files.ts'
import type { ItemStore, StoredItem } from '../../node/bento/store.ts'
import { systemErrorCode } from '../../node/file_failure.ts'
import type { Shell } from '../../node/shell.ts'
import { bentoModels } from '../../core/bento/bento_facts.ts'
import { readTag, storeOf } from './request.ts'

/** How items are listed. */
export type ListFormat = 'json' | 'table' | 'yaml'

/** What `rt bento list` is asked to do. */
export interface ListRequest {
  readonly kind: ItemKind
  /** A name, or a tag; undefined lists all. */
  readonly tag: string | undefined
  readonly format: ListFormat
}

const COLUMNS: Readonly<Record<ItemKind['title'], Readonly<Record<string, string>>>> = {
  Bento: { tag: 'Tag', size: 'Size', model_size: 'Model Size', creation_time: 'Creation Time' },
  Model: { tag: 'Tag', module: 'Module', size: 'Size', creation_time: 'Creation Time' },
}

/**
 * Prints the items of a store, the newest first.
 *
 * @throws ExpectedFailure when nothing has the name
 */
export async function listItems({ kind, tag, format }: ListRequest, shell: Shell): Promise<void> {
  const store = storeOf(shell, kind)
  const items = tag === undefined ? await store.list() : await store.matching(readTag(tag))
  const models = storeOf(shell, MODEL)
  const listed = await Promise.all(
    items.map((item) =>
      (kind === BENTO ? listBento(item, models) : listModel(item)).catch(leaveOut),
    ),
  )
  shell.stdout.write(render(listed.flat(), kind, format))
}

/** Nothing for an item that somebody deletes at the same time. */
function leaveOut(error: unknown): readonly [] {
  if (systemErrorCode(error) !== 'ENOENT') throw error
  return []
}

function render(items: readonly ListedItem[], { title }: ItemKind, format: ListFormat): string {
  if (format === 'table') return renderListing(COLUMNS[title], items)
  if (format === 'json') return `${JSON.stringify(items, undefined, 2)}\n`
  return stringify(items, { version: '1.1', singleQuote: true, sortMapEntries: true })
}

async function listBento(item: StoredItem, models: ItemStore): Promise<ListedItem> {
  let modelSize = 0
  for (const tag of bentoModels(item.document)) {
    const model = await models.get(readTag(tag)).catch(() => undefined)
    if (model !== undefined) modelSize += await sizeOfFiles(model.directory)
  }
  return {
    tag: formatTag(item.tag),
    size: humanSize(await sizeOfFiles(item.directory)),
    model_size: humanSize(modelSize),
    creation_time: localTime(new Date(item.created * 1000)),
  }
}

async function listModel(item: StoredItem): Promise<ListedItem> {
  const module = valueOf(item.document, 'module')
  return {
    tag: formatTag(item.tag),
    module: module?.kind === 'text' ? module.value : '',
    size: humanSize(await sizeOfFiles(item.directory)),
    creation_time: localTime(new Date(item.created * 1000)),
  }
}
