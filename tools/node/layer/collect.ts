import { realpathSync, statSync } from 'node:fs'
import { removedBy } from '../../core/binary/layer_binaries.ts'
import type { Entry, ImagePath } from '../../core/entries/entry.ts'
import { DEFAULT_ATTRIBUTES } from '../../core/entries/entry.ts'
import type { Placement } from '../../core/entries/operands.ts'
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
export type CollectOptions = LinkOptions

/**
 * Finds the entries of a layer: walks directories, adds parents, and sorts. Every entry has
 * {@link DEFAULT_ATTRIBUTES}.
 *
 * @throws ExpectedFailure when a source is missing (all missing ones are named), two sources claim one
 *   path, a name means the removal of files, or a link leads back to itself
 */
export function collectEntries(
  placements: readonly Placement[],
  options: CollectOptions,
): readonly Entry[] {
  const missing: PlacedSource[] = []
  const { preserveSymlinks } = options
  const { sources, links } = partSources(placements)
  const found = walkAll(sources, preserveSymlinks, missing)
  const kept = preserveSymlinks ? decideLinks(found, missing) : found
  if (missing.length > 0)
    throw new ExpectedFailure({ topic: 'tree', reason: 'missing-sources', sources: missing })
  const resolved = resolveDeclaredLinks(links, kept, options)
  const entries = acceptTree(buildTree(entriesOf(resolved, placements)))
  refuseWhiteouts(entries)
  return entries
}

function refuseWhiteouts(entries: readonly Entry[]): void {
  const paths = entries.map(({ path }) => path).filter((path) => removedBy(path) !== undefined)
  if (paths.length > 0) throw new ExpectedFailure({ topic: 'tree', reason: 'whiteouts', paths })
}

/** Tells declared links from what can be walked. */
function partSources(placements: readonly Placement[]): {
  readonly sources: readonly FoundSource[]
  readonly links: readonly DeclaredLink[]
} {
  const sources: FoundSource[] = []
  const links: DeclaredLink[] = []
  for (const placement of placements) {
    if (placement.kind !== 'source') continue
    const { path, source } = placement
    const target = declaredTarget(source)
    if (target === undefined) sources.push(placement)
    else links.push({ path, source, target })
  }
  return { sources, links }
}

/** Takes a tree when its conflicts, if any, are none in truth. */
export function acceptTree(tree: Result<Tree, readonly Conflict[]>): readonly Entry[] {
  if (!tree.ok)
    throw new ExpectedFailure({ topic: 'tree', reason: 'conflicts', conflicts: tree.failure })
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

function* entriesOf(found: readonly Found[], placements: readonly Placement[]): Generator<Entry> {
  for (const item of found) yield entryOf(item)
  for (const placement of placements) {
    if (placement.kind === 'empty')
      yield { kind: 'file', path: placement.path, source: undefined, ...DEFAULT_ATTRIBUTES }
  }
}

function entryOf(item: Found): Entry {
  const { path } = item
  switch (item.kind) {
    case 'file':
      return { kind: 'file', path, source: item.source, ...DEFAULT_ATTRIBUTES }
    case 'directory':
      return { kind: 'directory', path, ...DEFAULT_ATTRIBUTES }
    case 'link':
      return { kind: 'link', path, target: item.target, ...DEFAULT_ATTRIBUTES }
  }
}
