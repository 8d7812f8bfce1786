import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { ExpectedFailure } from '../../core/failure.ts'
import { reportJson } from '../../core/inspect/json.ts'
import { describeReport } from '../../core/inspect/text.ts'
import type { Report } from '../../core/inspect/report.ts'
import type { ImagePlace } from '../../core/registry/image_place.ts'
import { parseImagePlace } from '../../core/registry/image_place.ts'
import { openLayout } from '../../node/image/layout_source.ts'
import { reportOn } from '../../node/image/report.ts'
import { transferReporter } from '../../node/progress/transfer_reporter.ts'
import { RegistryReader } from '../../node/registry/reader.ts'
import type { Shell } from '../../node/shell.ts'
import { registryOptions } from '../registry_options.ts'
import type { InspectRequest } from './args.ts'

/**
 * Prints what an image is; reads its documents only, never its layers.
 *
 * @throws ExpectedFailure when it is neither a layout nor in a registry, or a document is missing or wrong
 */
export async function inspect(request: InspectRequest, shell: Shell): Promise<void> {
  const report = await look(request, shell)
  const text = request.json
    ? JSON.stringify(reportJson(report), undefined, 2)
    : describeReport(report)
  shell.stdout.write(`${text}\n`)
}

async function look({ image, reference, flags }: InspectRequest, shell: Shell): Promise<Report> {
  const place = placeOf(image, reference, shell)
  if (place.kind === 'layout') {
    const directory = resolve(shell.workingDirectory, place.path)
    const { name } = place
    return reportOn(
      await openLayout({ directory, ...(name === undefined ? {} : { reference: name }) }),
    )
  }
  using reporter = transferReporter(shell, 'text')
  using reader = new RegistryReader(place.reference, registryOptions(shell, flags, reporter))
  return await reportOn(await reader.open(place.reference))
}

/** What is here is a layout; what looks like a path is meant as one, too. */
function placeOf(text: string, name: string | undefined, shell: Shell): ImagePlace {
  const isPath = /^\.{0,2}\//.test(text) || existsSync(resolve(shell.workingDirectory, text))
  if (isPath || text === '.') return { kind: 'layout', path: text, name }
  const place = parseImagePlace(text)
  if (!place.ok) throw new ExpectedFailure(place.failure)
  return place.value.kind === 'layout'
    ? { ...place.value, name: name ?? place.value.name }
    : place.value
}
