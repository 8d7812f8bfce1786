import { ExpectedFailure } from '../../core/failure.ts'
import { openGivenImage } from '../../node/layout/given_image.ts'
import { readImageNames } from '../../node/layout/image_names.ts'
import { transferReporter } from '../../node/progress/transfer_reporter.ts'
import { LayerCache } from '../../node/registry/layer_cache.ts'
import { RemoteLayers } from '../../node/registry/remote_layers.ts'
import { findRunfiles } from '../../node/runfiles.ts'
import type { Shell } from '../../node/shell.ts'
import { registryOptions, reportStyle } from '../registry_options.ts'
import type { Loading, LoadRequest } from './loading.ts'
import type { LoadReport } from './report.ts'
import { reportDocument, summaryLine } from './report.ts'
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
  const say = (text: string): void => {
    if (reportStyle(request) === 'text') shell.stderr.write(`${text}\n`)
  }
  try {
    const report = await carryOut(request, say, shell)
    say(summaryLine(report))
    const document = `${JSON.stringify(reportDocument(report))}\n`
    shell.stdout.write(request.json ? document : results(report))
  } catch (error) {
    if (!shell.signal.aborted) throw error
    throw new ExpectedFailure({ topic: 'engine', reason: 'interrupted' }, { cause: error })
  }
}

/** Layers of a pulled base that are fetched at the same time. */
const READS_AT_ONCE = 4

async function carryOut(
  request: LoadRequest,
  say: Loading['say'],
  shell: Shell,
): Promise<LoadReport> {
  const { destination, namesFile } = request
  const file = namesFile === undefined ? undefined : findRunfiles(shell).locate(namesFile)
  const names = await readImageNames(request.names, file)
  if (names.length === 0) {
    const isTarget = request.image.kind === 'target'
    throw new ExpectedFailure({ topic: 'engine', reason: 'no-names', isTarget })
  }
  using reporter = transferReporter(shell, reportStyle(request))
  const options = registryOptions(shell, { ...request, jobs: READS_AT_ONCE }, reporter)
  using remote = new RemoteLayers(options, new LayerCache(shell.env), 'fill')
  const source = await openGivenImage(request.image, shell, remote.read)
  const loading = { request, source, names, say, observe: reporter.observe, shell }
  return destination.kind === 'file'
    ? await loadToFile(loading, destination.path)
    : await loadToEngine(loading, destination)
}

function results({ dryRun, engine, names, target }: LoadReport): string {
  if (dryRun) return ''
  const lines = engine === undefined ? [target] : names.map(({ short }) => short)
  return lines.map((line) => `${line}\n`).join('')
}
