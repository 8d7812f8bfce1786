import { ExpectedFailure } from '../../core/failure.ts'
import { openGivenImage } from '../../node/image/given_image.ts'
import { readImageNames } from '../../node/image/image_names.ts'
import { findRunfiles } from '../../node/runfiles.ts'
import type { Shell } from '../../node/shell.ts'
import type { LoadRequest } from './args.ts'
import type { LoadReport } from './report.ts'
import { reportJson, reportText } from './report.ts'
import { loadToEngine } from './to_engine.ts'
import { loadToFile } from './to_file.ts'

/**
 * Loads an image into an engine, or writes the tar that one would load. Names, or the path of the tar, go
 * to standard output.
 *
 * @throws ExpectedFailure when there is no name, no engine, no room; when a source has changed or the
 * engine refuses
 */
export async function load(request: LoadRequest, shell: Shell): Promise<void> {
  try {
    const report = await carryOut(request, shell)
    if (!request.quiet) shell.stderr.write(reportText(report))
    shell.stdout.write(request.output === 'json' ? `${reportJson(report)}\n` : results(report))
  } catch (error) {
    if (!shell.signal.aborted) throw error
    throw new ExpectedFailure({ topic: 'engine', reason: 'interrupted' }, { cause: error })
  }
}

async function carryOut(request: LoadRequest, shell: Shell): Promise<LoadReport> {
  const { destination, namesFile } = request
  const file = namesFile === undefined ? undefined : findRunfiles(shell).locate(namesFile)
  const names = await readImageNames(request.names, file)
  if (names.length === 0) throw new ExpectedFailure({ topic: 'engine', reason: 'no-names' })
  const source = await openGivenImage(request.image, shell)
  return destination.kind === 'file'
    ? loadToFile(request, source, names, destination.path, shell)
    : loadToEngine(request, source, names, destination, shell)
}

function results({ dryRun, engine, names, target }: LoadReport): string {
  if (dryRun) return ''
  const lines = engine === undefined ? [target] : names.map(({ short }) => short)
  return lines.map((line) => `${line}\n`).join('')
}
