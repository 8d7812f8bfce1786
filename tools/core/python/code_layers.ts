import type { Entry } from '../entries/entry.ts'
import { parentOf } from '../entries/image_path.ts'
import type { Failure } from '../failure.ts'
import { together } from '../failure.ts'
import { describeEntries } from '../layer/description.ts'
import { splitTree } from '../layer/split_tree.ts'
import { tarMeasure } from '../layer/tar_measure.ts'
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import { splitPackages } from './package_split.ts'
import type { PlacedFile } from './placed_file.ts'
import { placedEntry } from './placed_file.ts'

/** The content of one layer of a program's files. */
export interface CodeLayer {
  readonly files: readonly PlacedFile[]
  /** Links and directories. */
  readonly others: readonly Entry[]
  readonly description: string
}

/** How a program's files become several layers. */
export interface CodeSplit {
  /** A directory whose children are packages, split by their sizes; undefined where all is one layer. */
  readonly packages: string | undefined
  /** Bytes that no tar may exceed; undefined for any number. */
  readonly limit: number | undefined
}

/** A file, link or directory. */
interface Piece {
  readonly path: string
  readonly size: number
  readonly content: PlacedFile | Entry
}

/**
 * Decides which of a program's files go into which layer.
 *
 * @param entries all that is to be packed; their files are among `files`
 * @param files the files, compiled ones as well
 */
export function codeLayers(
  entries: readonly Entry[],
  files: readonly PlacedFile[],
  { packages, limit }: CodeSplit,
): Result<readonly CodeLayer[], Failure> {
  const others = entries.filter(({ kind }) => kind !== 'file')
  if (packages === undefined && limit === undefined)
    return ok([{ files, others, description: describeEntries(entries) }])
  const pieces = [...files.map(pieceOfFile), ...leaves(entries, others).map(pieceOfEntry)]
  const groups = packages === undefined ? [pieces] : splitPackages(pieces, packages)
  if (limit === undefined) return ok(groups.map(layerOf))
  const split = groups.map((group) => limited(group, limit))
  const failures = split.flatMap((each) => (each.ok ? [] : [each.failure]))
  const [first, ...rest] = failures
  if (first !== undefined) return err(together(first, rest))
  return ok(split.flatMap((each) => (each.ok ? each.value : [])).map(layerOf))
}

/** Directories that are only there because something is in them come with that. */
function leaves(entries: readonly Entry[], others: readonly Entry[]): readonly Entry[] {
  const parents = new Set(entries.map(({ path }) => parentOf(path)))
  return others.filter(({ kind, path }) => kind !== 'directory' || !parents.has(path))
}

function pieceOfFile(file: PlacedFile): Piece {
  return { path: file.path, size: file.slice.size, content: file }
}

function pieceOfEntry(entry: Entry): Piece {
  return { path: entry.path, size: 0, content: entry }
}

function entryOf({ content }: Piece): Entry {
  return 'slice' in content ? placedEntry(content) : content
}

function limited(
  group: readonly Piece[],
  limit: number,
): Result<readonly (readonly Piece[])[], Failure> {
  const pieces = new Map(group.map((piece) => [piece.path, piece]))
  const sizes = new Map(group.map(({ path, size }) => [path, size]))
  const split = splitTree(group.map(entryOf), { limit, measure: tarMeasure(sizes) })
  if (!split.ok) return split
  return ok(split.value.map((part) => part.flatMap(({ path }) => pieces.get(path) ?? [])))
}

function layerOf(pieces: readonly Piece[]): CodeLayer {
  const files = pieces.flatMap(({ content }) => ('slice' in content ? [content] : []))
  const others = pieces.flatMap(({ content }) => ('slice' in content ? [] : [content]))
  const sources = pieces.filter(({ path }) => !path.endsWith('.pyc'))
  return { files, others, description: describeEntries(sources.map(entryOf)) }
}
