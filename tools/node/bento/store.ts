import { mkdir, readdir, readFile, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { readDescription, readIdentity, textOf } from '../../core/bento/item_identity.ts'
import type { ItemKind } from '../../core/bento/item_kind.ts'
import { MODEL } from '../../core/bento/item_kind.ts'
import type { Tag, WrittenTag } from '../../core/bento/tag.ts'
import { formatTag, LATEST, parseTag } from '../../core/bento/tag.ts'
import type { MapNode } from '../../core/document/node.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import { systemErrorCode } from '../file_failure.ts'

/** One Bento or model of a store. */
export interface StoredItem {
  readonly tag: Tag
  readonly directory: string
  /** Its description. */
  readonly document: MapNode
  /** The text of the description. */
  readonly text: string
  /** Seconds since 1970; 0 where the description does not say. */
  readonly created: number
}

/** `$BENTOML_HOME`, or `~/bentoml`. */
export function bentomlHome(env: Readonly<Record<string, string | undefined>>): string {
  const home = env['BENTOML_HOME']
  return home === undefined || home === '' ? join(env['HOME'] ?? homedir(), 'bentoml') : home
}

/**
 * The Bentos or the models of a BentoML home: `<kind>/<name>/<version>/`, and `<kind>/<name>/latest`, a file with
 * the newest version. What it changes, it changes in one step each, so that nobody who reads at the same time,
 * BentoML included, sees half of an item, and a program that is killed leaves none. What reads archives is loaded where
 * it is needed: most commands only look.
 */
export class ItemStore {
  readonly #home: string
  readonly #kind: ItemKind

  constructor(home: string, kind: ItemKind) {
    this.#home = home
    this.#kind = kind
  }

  /** The directory of the store. */
  get path(): string {
    return join(this.#home, this.#kind.folder)
  }

  /** All items, the newest first. */
  async list(): Promise<readonly StoredItem[]> {
    const items: StoredItem[] = []
    for (const name of await directoriesIn(this.path)) items.push(...(await this.versions(name)))
    return items.toSorted(newestFirst)
  }

  /** The items of one name, the newest first. */
  async versions(name: string): Promise<readonly StoredItem[]> {
    const items: StoredItem[] = []
    for (const version of await directoriesIn(join(this.path, name))) {
      const item = await this.#read({ name, version })
      if (item !== undefined) items.push(item)
    }
    return items.toSorted(newestFirst)
  }

  /**
   * The item of a tag.
   *
   * @throws ExpectedFailure when there is none
   */
  async get(tag: WrittenTag): Promise<StoredItem> {
    const { name } = tag
    const version = tag.version ?? (await this.#latest(name))
    if (version === undefined) throw this.#unknownName(name)
    const item = await this.#read({ name, version })
    if (item === undefined) throw this.#unknownItem({ name, version })
    return item
  }

  #unknownItem(tag: Tag): ExpectedFailure {
    return new ExpectedFailure({
      ...{ topic: 'bento', reason: 'unknown-item', title: this.#kind.title },
      ...{ tag: formatTag(tag), store: this.path },
    })
  }

  /**
   * The items that a word means: all versions of a name, or one item.
   *
   * @throws ExpectedFailure when there is none
   */
  async matching(tag: WrittenTag): Promise<readonly StoredItem[]> {
    if (tag.version !== undefined) return [await this.get(tag)]
    const items = await this.versions(tag.name)
    if (items.length === 0) throw this.#unknownName(tag.name)
    return items
  }

  /**
   * Removes an item, in one step for everybody else.
   *
   * @throws ExpectedFailure when somebody else has removed it
   */
  async delete({ tag, directory }: StoredItem): Promise<void> {
    const { makeStaging } = await import('./staging.ts')
    const aside = await makeStaging(this.#home)
    try {
      // The pointer moves first, so that it never points to what is not there.
      await this.#renewLatest(aside, tag.name, tag.version)
      await rename(directory, join(aside, 'item')).catch((error: unknown) => {
        throw systemErrorCode(error) === 'ENOENT' ? this.#unknownItem(tag) : error
      })
      await this.#renewLatest(aside, tag.name)
    } finally {
      await rm(aside, { recursive: true, force: true })
    }
  }

  /**
   * Takes a directory or an archive into the store. The models in an archive of a Bento go to the store of models,
   * those that are there already excepted.
   *
   * @throws ExpectedFailure when it cannot be read, is no such item, or is there already
   */
  async import(path: string): Promise<StoredItem> {
    const { readArchive } = await import('./read_archive.ts')
    return this.add(path, (directory) => readArchive(path, directory))
  }

  /**
   * Takes what a function writes into the store, as {@link ItemStore.import} does.
   *
   * @param origin for errors: where it is from
   * @param fill writes the item to an empty directory
   * @param isSame whether an item that is there already is the one that was written, which is then left as it is
   * @throws ExpectedFailure when it is no such item, or another one of its tag is there
   */
  async add(
    origin: string,
    fill: (directory: string) => Promise<void>,
    isSame?: (there: string, written: string) => Promise<boolean>,
  ): Promise<StoredItem> {
    const { makeStaging } = await import('./staging.ts')
    const staging = await makeStaging(this.#home)
    try {
      const directory = join(staging, 'item')
      await mkdir(directory, { mode: 0o755 })
      await fill(directory)
      const tag = await this.#tagOf(directory, origin)
      if (this.#kind !== MODEL) await this.#importModels(directory, staging)
      const isPlaced = await this.#place(directory, tag)
      const there = join(this.path, tag.name, tag.version)
      if (!isPlaced && (await isSame?.(there, directory)) !== true) throw this.#exists(tag)
      await this.#renewLatest(staging, tag.name)
      return await this.get(tag)
    } finally {
      await rm(staging, { recursive: true, force: true })
    }
  }

  async #importModels(bento: string, staging: string): Promise<void> {
    const models = join(bento, 'models')
    const store = new ItemStore(this.#home, MODEL)
    for (const name of await directoriesIn(models)) {
      for (const version of await directoriesIn(join(models, name))) {
        const tag = await store.#tagOf(join(models, name, version), `models/${name}/${version}`)
        if (await store.#place(join(models, name, version), tag))
          await store.#renewLatest(staging, tag.name)
      }
    }
    await rm(models, { recursive: true, force: true })
  }

  /** Moves a directory to its place; false where the place is taken. */
  async #place(directory: string, tag: Tag): Promise<boolean> {
    const place = join(this.path, tag.name, tag.version)
    for (;;) {
      await mkdir(dirname(place), { recursive: true })
      if (await isThere(place)) return false
      try {
        await rename(directory, place)
        return true
      } catch (error) {
        const code = systemErrorCode(error)
        if (code === 'ENOTEMPTY' || code === 'EEXIST') return false
        // Who deletes the last version of a name removes the directory of the name, too.
        if (code !== 'ENOENT' || !(await isThere(directory))) throw error
      }
    }
  }

  #exists(tag: Tag): ExpectedFailure {
    return new ExpectedFailure({
      ...{ topic: 'bento', reason: 'existing-item', title: this.#kind.title },
      ...{ tag: formatTag(tag), store: this.path },
    })
  }

  /** Reads the tag of a directory from its description. */
  async #tagOf(directory: string, path: string): Promise<Tag> {
    const { title, document: file } = this.#kind
    const refuse = (problem: string): ExpectedFailure =>
      new ExpectedFailure({ topic: 'bento', reason: 'not-an-item', title, path, problem })
    const text = await readFile(join(directory, file), 'utf8').catch(() => undefined)
    if (text === undefined) throw refuse(`it has no ${file}`)
    const identity = readIdentity(this.#kind, text)
    if (!identity.ok) throw refuse(identity.failure)
    return identity.value.tag
  }

  async #read(tag: Tag): Promise<StoredItem | undefined> {
    const directory = join(this.path, tag.name, tag.version)
    const file = join(directory, this.#kind.document)
    const text = await readFile(file, 'utf8').catch(() => undefined)
    const document = text === undefined ? undefined : readDescription(file, text)
    if (text === undefined || document === undefined) return undefined
    const created = Date.parse(textOf(document, 'creation_time'))
    return { tag, directory, document, text, created: Number.isNaN(created) ? 0 : created / 1000 }
  }

  async #latest(name: string): Promise<string | undefined> {
    const pointer = join(this.path, name, LATEST)
    const version = (await readFile(pointer, 'utf8').catch(() => '')).trim()
    const isTag = version !== '' && parseTag(`${name}:${version}`).ok
    if (isTag && (await isThere(join(this.path, name, version)))) return version
    return (await this.versions(name))[0]?.tag.version
  }

  /**
   * Points to the newest version; a name without versions goes. What others change in the meantime is seen by looking
   * again after the change.
   *
   * @param staging a directory of this program's own
   * @param leaving a version that is about to go; the last one of a name keeps its pointer until it has gone
   */
  async #renewLatest(staging: string, name: string, leaving?: string): Promise<void> {
    const newest = async (): Promise<string | undefined> =>
      (await this.versions(name)).find(({ tag: { version } }) => version !== leaving)?.tag.version
    let written: string | undefined
    let seen = await newest()
    do {
      written = seen
      if (written !== undefined) await this.#writeLatest(staging, name, written)
      else if (leaving === undefined) await this.#removeName(name)
      seen = await newest()
    } while (seen !== written)
  }

  async #writeLatest(staging: string, name: string, version: string): Promise<void> {
    const folder = join(this.path, name)
    const fresh = join(staging, LATEST)
    try {
      await writeFile(fresh, version)
      await rename(fresh, join(folder, LATEST))
    } catch (error) {
      // Somebody has deleted the last version, and with it the directory.
      if (systemErrorCode(error) !== 'ENOENT') throw error
    }
  }

  async #removeName(name: string): Promise<void> {
    const folder = join(this.path, name)
    await rm(join(folder, LATEST), { force: true })
    // Somebody may have put a version there in the meantime.
    await rmdir(folder).catch(() => undefined)
  }

  #unknownName(name: string): ExpectedFailure {
    const { titles } = this.#kind
    return new ExpectedFailure({
      ...{ topic: 'bento', reason: 'unknown-name', titles, name, store: this.path },
    })
  }
}

function newestFirst(one: StoredItem, other: StoredItem): number {
  return other.created - one.created || (formatTag(one.tag) < formatTag(other.tag) ? -1 : 1)
}

async function directoriesIn(path: string): Promise<readonly string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
