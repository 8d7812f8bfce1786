import { basename, join } from 'node:path'
import type { ArtifactFile } from '../../core/packager/artifact.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import { collectEntries } from '../layer/collect.ts'
import { readOperands } from '../layer/operand_lines.ts'
import { openArchive } from '../packages/open_archive.ts'

const ARCHIVE = /\.(?:zip|tar|tar\.gz|tgz)$/

/**
 * The files of an artifact: those of entry lines, with all that is in directories; or, where there is one archive and
 * nothing else, what is in that.
 *
 * @param scratch a directory for the files of an archive, which need not be there
 * @throws ExpectedFailure when a file is missing, or the archive is damaged or could do harm
 */
export async function artifactSources(
  lines: readonly string[],
  scratch: string,
): Promise<readonly ArtifactFile[]> {
  const { placements } = readOperands(lines)
  const entries = collectEntries(placements, { preserveSymlinks: false })
  const files = entries.flatMap((entry) =>
    entry.kind === 'file' ? [{ path: entry.path, source: entry.source ?? EMPTY_FILE }] : [],
  )
  const [only, ...others] = files
  if (only === undefined || others.length > 0 || !ARCHIVE.test(only.path)) return files
  return await unpack(only, scratch)
}

/** Where a file without bytes has them. */
const EMPTY_FILE = '/dev/null'

async function unpack(
  { path, source }: ArtifactFile,
  scratch: string,
): Promise<readonly ArtifactFile[]> {
  const archive = openArchive(source, basename(path))
  const members = await archive.list()
  const links = members.filter(({ target }) => target !== undefined).map((each) => each.path)
  if (links.length > 0)
    throw new ExpectedFailure({
      topic: 'packager',
      reason: 'links',
      archive: basename(path),
      members: links,
    })
  const paths = members.map((member) => member.path)
  await archive.extract(new Map(paths.map((each) => [each, [each]])), scratch)
  return paths.map((each) => ({ path: each, source: join(scratch, each) }))
}
