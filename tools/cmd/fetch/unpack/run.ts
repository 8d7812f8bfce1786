import { mkdir } from 'node:fs/promises'
import { ExpectedFailure } from '../../../core/failure.ts'
import { openArchive } from '../../../node/packages/open_archive.ts'

/** What `rt fetch unpack` is asked to do. */
export interface UnpackRequest {
  readonly archive: string
  /** Name of the archive as it was fetched: its extension says what it is. */
  readonly file: string
  /** Directory that the files go to. */
  readonly out: string
  /** `kept<TAB>PATH<TAB>PLACE` lines. */
  readonly entries: readonly string[]
}

/**
 * Unpacks the files that are asked for, and no others.
 *
 * @throws ExpectedFailure when one is not there, or the archive is damaged or could do harm
 */
export async function unpackKept({ archive, file, out, entries }: UnpackRequest): Promise<void> {
  const wanted = wantedOf(entries)
  await mkdir(out, { recursive: true })
  const found = await openArchive(archive, file).extract(wanted, out)
  const missing = [...wanted.keys()].filter((path) => !found.has(path))
  if (missing.length > 0) {
    throw new ExpectedFailure({
      topic: 'archive',
      reason: 'missing-members',
      archive: file,
      members: missing,
    })
  }
}

/** Paths in the archive to the places that get a copy. */
function wantedOf(entries: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const wanted = new Map<string, readonly string[]>()
  for (const line of entries) {
    const [kind, path, place, ...more] = line.split('\t')
    if (kind !== 'kept' || path === undefined || place === undefined || more.length > 0) {
      throw new ExpectedFailure({ topic: 'argument', reason: 'malformed-entry', line })
    }
    wanted.set(path, [...(wanted.get(path) ?? []), place])
  }
  return wanted
}
