import type { LayerProgram } from '../../core/binary/describe_program.ts'
import { describeProgram, listedPrograms } from '../../core/binary/describe_program.ts'
import { BINARY_MAGIC_SIZE, mayBeBinary } from '../../core/binary/identify.ts'
import type { LayerBinaries } from '../../core/binary/layer_binaries.ts'
import { isLinkOfInterest, LINKER_CACHE, removedBy } from '../../core/binary/layer_binaries.ts'
import { mayBeScript } from '../../core/binary/script.ts'
import type { Entry, FileEntry } from '../../core/entries/entry.ts'
import { FileWindows } from './file_windows.ts'

/**
 * Finds the programs, libraries, scripts and links among the entries of a layer, reading a few kilobytes of each
 * program and library.
 *
 * @param isCandidate tells by its first bytes, which somebody has seen, whether a source may be one. Without it
 *   every file is opened for its first bytes
 * @throws ExpectedFailure when a source cannot be read
 */
export function binariesOfEntries(
  entries: readonly Entry[],
  isCandidate: (source: string) => boolean = () => true,
): LayerBinaries {
  const links = entries.filter((entry) => entry.kind === 'link')
  const candidates = entries.filter((entry): entry is SourcedFile => {
    return entry.kind === 'file' && entry.source !== undefined && isCandidate(entry.source)
  })
  const hasLinkerCache = entries.some(({ path }) => path === LINKER_CACHE)
  return {
    ...listedPrograms(candidates.map(describeFile)),
    links: links
      .filter(({ path }) => isLinkOfInterest(path))
      .map(({ path, target }) => ({ path, target, kind: 'symbolic' })),
    removed: entries.map(({ path }) => removedBy(path)).filter((path) => path !== undefined),
    ...(hasLinkerCache ? { hasLinkerCache } : {}),
  }
}

type SourcedFile = FileEntry & { readonly source: string }

function describeFile({ path, source, mode }: SourcedFile): LayerProgram | undefined {
  using file = FileWindows.open(source)
  return describeProgram(path, mode, file)
}

/** Remembers which sources may be programs, libraries or scripts, from the first bytes that go by while they are packed. */
export class BinaryCandidates {
  readonly #sources = new Set<string>()

  /** Takes the first bytes of a source, or all; fewer than four, cut off by a chunk, decide nothing. */
  see(source: string, start: Uint8Array, isWhole: boolean): void {
    const isCut = start.length < BINARY_MAGIC_SIZE && !isWhole
    if (isCut || mayBeBinary(start) || mayBeScript(start)) this.#sources.add(source)
  }

  has(source: string): boolean {
    return this.#sources.size > 0 && this.#sources.has(source)
  }
}
