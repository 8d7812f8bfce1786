import { copyFile, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ItemFile } from './item_files.ts'
import { itemFiles } from './item_files.ts'
import { readArchive } from './read_archive.ts'

/** A file or a directory of a model. */
export interface BuiltModelFile {
  /** NAME/VERSION. */
  readonly model: string
  /** In the model; empty for a directory that is the model. */
  readonly path: string
  readonly source: string
}

/** A Bento that a build has made, with its models beside it. */
export interface BuiltBento {
  /** The directory with bento.yaml. */
  readonly directory: string
  /** Directories whose content is also in it: `models/NAME/latest`, for example. */
  readonly overlays: readonly string[]
  /** A directory `models`; undefined where there is none. */
  readonly models: string | undefined
  readonly modelFiles: readonly BuiltModelFile[]
}

/**
 * Writes a Bento with its models, as an export has them, to an empty directory.
 *
 * @param models whether models are copied, or are links to where they are
 */
export async function writeBuilt(
  { directory, overlays, models, modelFiles }: BuiltBento,
  target: string,
  how: 'copied' | 'linked',
): Promise<void> {
  await readArchive(directory, target)
  const place = join(target, 'models')
  await mkdir(place, { recursive: true })
  if (models !== undefined) await readArchive(models, place)
  for (const overlay of overlays) await addFiles(overlay, target)
  for (const { model, path, source } of modelFiles) {
    const to = join(place, model, path)
    await mkdir(path === '' && how === 'copied' ? to : dirname(to), { recursive: true })
    if (how === 'linked') await symlink(source, to)
    else if (path === '') await readArchive(source, to)
    else await copyFile(source, to)
  }
}

async function addFiles(overlay: string, target: string): Promise<void> {
  for await (const { path, source, kind } of itemFiles(overlay)) {
    const to = join(target, path)
    if (kind === 'directory') await mkdir(to, { recursive: true })
    else await copyFile(source, to)
  }
}

/** A line of a description that says that nobody knows when the item was made. */
const NEVER = /^creation_time: .*\b1970-01-01[T ]00:00:00.*$/m
const ANY_TIME = /^creation_time: .*$/m

/** Says in a description that its item was made at a time, where nothing is said of it. */
export async function setCreationTime(document: string, time: Date): Promise<void> {
  const text = await readFile(document, 'utf8')
  const written = time.toISOString().replace('Z', '000+00:00')
  await writeFile(document, text.replace(NEVER, `creation_time: '${written}'`))
}

/** Whether two directories of a Bento are equal but for when they were made. */
export async function isSameBento(one: string, other: string): Promise<boolean> {
  const others = itemFiles(other)
  for await (const file of itemFiles(one)) {
    const match = await others.next()
    if (match.done === true) return false
    const { path, kind } = match.value
    if (path !== file.path || kind !== file.kind) return false
    if ((await contentOf(match.value)) !== (await contentOf(file))) return false
  }
  return (await others.next()).done === true
}

async function contentOf({ kind, source, target, path }: ItemFile): Promise<string> {
  if (kind !== 'file') return target
  const text = await readFile(source, 'latin1')
  return path === 'bento.yaml' ? text.replace(ANY_TIME, '') : text
}
