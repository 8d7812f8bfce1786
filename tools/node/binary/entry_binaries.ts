import { describeBinary } from '../../core/binary/describe_binary.ts'
import { BINARY_MAGIC_SIZE, mayBeBinary } from '../../core/binary/identify.ts'
import type { LayerBinaries, LayerBinary, LayerLink } from '../../core/binary/layer_binaries.ts'
import { isLinkOfInterest, LINKER_CACHE } from '../../core/binary/layer_binaries.ts'
import type { Entry, FileEntry } from '../../core/entries/entry.ts'
import { FileWindows } from './file_windows.ts'

/**
 * Finds the programs, libraries and links among the entries of a layer, reading a few kilobytes of each program
 * and library.
 *
 * @param isCandidate tells by its first bytes, which somebody has seen, whether a source may be one. Without it
 *   every file is opened for its first bytes
 * @throws ExpectedFailure when a source cannot be read
 */
export function binariesOfEntries(
  entries: Iterable<Entry>,
  isCandidate?: (source: string) => boolean,
): LayerBinaries {
  const files: LayerBinary[] = []
  const links: LayerLink[] = []
  let hasLinkerCache = false
  for (const entry of entries) {
    if (entry.kind === 'link' && isLinkOfInterest(entry.path))
      links.push({ path: entry.path, target: entry.target, kind: 'symbolic' })
    hasLinkerCache ||= entry.path === LINKER_CACHE
    const file = entry.kind === 'file' ? describeFile(entry, isCandidate) : undefined
    if (file !== undefined) files.push(file)
  }
  return { files, links, removed: [], ...(hasLinkerCache ? { hasLinkerCache } : {}) }
}

function describeFile(
  { path, source }: FileEntry,
  isCandidate?: (source: string) => boolean,
): LayerBinary | undefined {
  if (source === undefined || isCandidate?.(source) === false) return undefined
  using file = FileWindows.open(source)
  return mayBeBinary(file.read(0, BINARY_MAGIC_SIZE)) ? describeBinary(path, file) : undefined
}

/** Remembers which sources may be programs or libraries, from the first bytes that go by while they are packed. */
export class BinaryCandidates {
  readonly #sources = new Set<string>()

  /** Takes the first bytes of a source; fewer than four, cut off by a chunk, decide nothing. */
  see(source: string, start: Uint8Array): void {
    if (start.length < BINARY_MAGIC_SIZE || mayBeBinary(start)) this.#sources.add(source)
  }

  has(source: string): boolean {
    return this.#sources.has(source)
  }
}
