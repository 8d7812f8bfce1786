import type { Stats } from 'node:fs'
import { statSync } from 'node:fs'
import type { Entry } from '../../core/entries/entry.ts'
import type { PlacedSource } from '../../core/entries/failure.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import type { SourceSizes } from '../../core/layer/tar_parts.ts'
import { stampOf } from '../blob/source_file.ts'
import { fileFailure } from '../file_failure.ts'
import { specialKind } from './walk.ts'

/**
 * Looks at all sources of a tree: bytes of each.
 *
 * @throws ExpectedFailure naming all that are missing, or one that is no file
 */
export function sourceSizes(entries: readonly Entry[]): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>()
  const missing: PlacedSource[] = []
  for (const { path, source } of fileSources(entries)) {
    const size = sizes.get(source) ?? sizeOf(path, source)
    if (size === undefined) missing.push({ path, source })
    else sizes.set(source, size)
  }
  if (missing.length > 0)
    throw new ExpectedFailure({ topic: 'tree', reason: 'missing-sources', sources: missing })
  return sizes
}

/**
 * Sizes of the sources of a tree, each looked at when it is asked for, so that packing starts with the first.
 *
 * @throws ExpectedFailure from `get`, as {@link sourceSizes} does for the whole tree
 */
export function sizesOnDemand(entries: readonly Entry[]): SourceSizes {
  let last: Stats | undefined
  return {
    get(source) {
      last = statOf(source)
      return last?.isFile() === true ? last.size : sourceSizes(entries).get(source)
    },
    stampOf: () => (last === undefined ? undefined : stampOf(last)),
  }
}

function* fileSources(entries: readonly Entry[]): Generator<PlacedSource> {
  for (const entry of entries)
    if (entry.kind === 'file' && entry.source !== undefined)
      yield { path: entry.path, source: entry.source }
}

function sizeOf(path: string, source: string): number | undefined {
  const stats = statOf(source)
  if (stats === undefined || stats.isFile()) return stats?.size
  const failure = stats.isDirectory()
    ? ({ topic: 'tree', reason: 'directory-as-file', path, source } as const)
    : ({ topic: 'tree', reason: 'special-file', source, found: specialKind(stats) } as const)
  throw new ExpectedFailure(failure)
}

function statOf(source: string): Stats | undefined {
  try {
    return statSync(source, { throwIfNoEntry: false })
  } catch (error) {
    throw fileFailure(source, error)
  }
}
