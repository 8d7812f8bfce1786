import { realpathSync, statSync } from 'node:fs'
import { removedBy } from '../../core/binary/layer_binaries.ts'
import type { EntryChanges } from '../../core/entries/changes.ts'
import { hasLongName } from '../../core/entries/limits.ts'
import { changedAttributes, movedPath, NO_CHANGES } from '../../core/entries/changes.ts'
import type { Attributes, Entry, ImagePath } from '../../core/entries/entry.ts'
import { ROOT } from '../../core/entries/image_path.ts'
import type { Placement } from '../../core/entries/operands.ts'
import type { Move } from '../../core/entries/relocate.ts'
import type { Tree } from '../../core/entries/tree.ts'
import { buildTree } from '../../core/entries/tree.ts'
import type { Conflict, PlacedSource } from '../../core/entries/failure.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import type { Result } from '../../core/result.ts'
import { resolveConflicts } from './possible_conflicts.ts'
import type { DeclaredLink, LinkOptions } from './declared_links.ts'
import { declaredTarget, resolveDeclaredLinks } from './declared_links.ts'
import type { Found } from './walk.ts'
import { linkedPath, walk } from './walk.ts'

/** How sources become entries: `preserveSymlinks` keeps relative symbolic links whose target is in the tree too. */
export interface CollectOptions extends LinkOptions {
  readonly changes?: EntryChanges
}

/**
 * Finds the entries of a layer: walks directories, moves what it finds, adds parents, and sorts. Links are judged
 * by where they are after the move.
 *
 * @throws ExpectedFailure when a source is missing (all missing ones are named), two sources claim one
 *   path, a name means the removal of files, a link leads back to itself, or a path has not the prefix to strip
 */
export function collectEntries(
  placements: readonly Placement[],
  options: CollectOptions,
): readonly Entry[] {
  const missing: PlacedSource[] = []
  const outside: ImagePath[] = []
  const { preserveSymlinks, changes = NO_CHANGES } = options
  const moved = <T extends Movable>(items: readonly T[]): readonly T[] =>
    moveAll(items, changes.move, outside)
  const { sources, links, empty } = partSources(placements)
  const found = moved(walkAll(sources, preserveSymlinks, missing))
  const placed = { links: moved(links), empty: moved(empty) }
  refuseOutside(outside, changes.move)
  const kept = preserveSymlinks ? decideLinks(found, missing) : found
  if (missing.length > 0)
    throw new ExpectedFailure({ topic: 'tree', reason: 'missing-sources', sources: missing })
  const resolved = resolveDeclaredLinks(placed.links, kept, options)
  const attributes = changedAttributes.bind(undefined, changes)
  const parents = attributes.bind(undefined, 'directory')
  const entries = acceptTree(buildTree(entriesOf(resolved, placed.empty, attributes), parents))
  refuseWhiteouts(entries)
  return entries
}

type Movable = Pick<Found, 'path'> & { readonly kind?: Found['kind'] }

/** Moves things found; directories above what moves are left out, paths outside of it are collected. */
function moveAll<T extends Movable>(
  items: readonly T[],
  move: Move,
  outside: ImagePath[],
): readonly T[] {
  if (move.from === ROOT && move.to === ROOT) return items
  return items.flatMap((item) => {
    const moved = movedPath(item.path, item.kind === 'directory', move)
    if (moved.kind === 'outside') outside.push(item.path)
    return moved.kind === 'moved' ? [{ ...item, path: moved.path }] : []
  })
}

function refuseOutside(paths: readonly ImagePath[], { from }: Move): void {
  if (paths.length > 0)
    throw new ExpectedFailure({ topic: 'tree', reason: 'outside-prefix', prefix: from, paths })
}

function refuseWhiteouts(entries: readonly Entry[]): void {
  const paths = entries.map(({ path }) => path).filter((path) => removedBy(path) !== undefined)
  if (paths.length > 0) throw new ExpectedFailure({ topic: 'tree', reason: 'whiteouts', paths })
}

type EmptyFile = Extract<Placement, { readonly kind: 'empty' }>

/** Tells declared links and empty files from what can be walked. */
function partSources(placements: readonly Placement[]): {
  readonly sources: readonly FoundSource[]
  readonly links: readonly DeclaredLink[]
  readonly empty: readonly Pick<EmptyFile, 'path'>[]
} {
  const sources: FoundSource[] = []
  const links: DeclaredLink[] = []
  const empty: Pick<EmptyFile, 'path'>[] = []
  for (const placement of placements) {
    if (placement.kind === 'empty') {
      empty.push({ path: placement.path })
      continue
    }
    const { path, source } = placement
    const target = declaredTarget(source)
    if (target === undefined) sources.push(placement)
    else links.push({ path, source, target })
  }
  return { sources, links, empty }
}

/** Takes a tree when its conflicts, if any, are none in truth, and a file system can hold its names. */
export function acceptTree(tree: Result<Tree, readonly Conflict[]>): readonly Entry[] {
  if (!tree.ok)
    throw new ExpectedFailure({ topic: 'tree', reason: 'conflicts', conflicts: tree.failure })
  const long = tree.value.entries.map(({ path }) => path).filter(hasLongName)
  if (long.length > 0)
    throw new ExpectedFailure({ topic: 'tree', reason: 'long-names', paths: long })
  resolveConflicts(tree.value.possibleConflicts)
  return tree.value.entries
}

type FoundSource = Pick<Found, 'path' | 'source'>

/** Walks several sources; those that are missing are collected, so that a person sees them all. */
function walkAll(
  sources: readonly FoundSource[],
  keepLinks: boolean,
  missing: PlacedSource[],
): readonly Found[] {
  const found: Found[] = []
  for (const { path, source } of sources) {
    try {
      for (const item of walk({ path, source, keepLinks })) found.push(item)
    } catch (error) {
      missing.push({ path, source: missingPath(error) })
    }
  }
  return found
}

/** The path that an error says is missing; other errors are thrown again. */
function missingPath(error: unknown): string {
  if (!(error instanceof ExpectedFailure)) throw error
  const { failure } = error
  if (failure.topic === 'file' && failure.reason === 'missing') return failure.path
  throw error
}

/** Replaces those links that must be followed by what they lead to. */
function decideLinks(found: readonly Found[], missing: PlacedSource[]): readonly Found[] {
  const sources = new Map(found.map((item) => [item.path, item.source]))
  return found.flatMap((item) =>
    item.kind !== 'link' || leadsInside(item, sources) ? [item] : followed(item, missing),
  )
}

/** A link to a directory without files is as little as such a directory is. */
function followed(link: FoundSource, missing: PlacedSource[]): readonly Found[] {
  const found = walkAll([link], false, missing)
  return found.length === 1 && found[0]?.kind === 'directory' ? [] : found
}

/** True when the link, read inside the image, leads to the same thing as it does here. */
function leadsInside(
  link: Extract<Found, { readonly kind: 'link' }>,
  sources: ReadonlyMap<ImagePath, string>,
): boolean {
  const linked = linkedPath(link.path, link.target)
  const source = linked === undefined ? undefined : sources.get(linked)
  if (source === undefined || source === link.source) return false
  return isSame(source, link.source)
}

function isSame(one: string, other: string): boolean {
  if (statSync(other, { throwIfNoEntry: false }) === undefined) return false
  return realpathSync(one) === realpathSync(other)
}

type AttributesOf = (kind: Entry['kind'], path: ImagePath) => Attributes

function* entriesOf(
  found: readonly Found[],
  empty: readonly Pick<EmptyFile, 'path'>[],
  attributesOf: AttributesOf,
): Generator<Entry> {
  for (const item of found) yield entryOf(item, attributesOf(item.kind, item.path))
  for (const { path } of empty)
    yield { kind: 'file', path, source: undefined, ...attributesOf('file', path) }
}

function entryOf(item: Found, attributes: Attributes): Entry {
  const { path } = item
  switch (item.kind) {
    case 'file':
      return { kind: 'file', path, source: item.source, ...attributes }
    case 'directory':
      return { kind: 'directory', path, ...attributes }
    case 'link':
      return { kind: 'link', path, target: item.target, ...attributes }
  }
}
