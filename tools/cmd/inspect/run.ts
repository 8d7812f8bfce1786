import { reportJson } from '../../core/inspect/json.ts'
import type { Report } from '../../core/inspect/report.ts'
import { describeReport } from '../../core/inspect/text.ts'
import { openLayoutPlace } from '../../node/layout/given_image.ts'
import { reportOn } from '../../node/layout/report.ts'
import { transferReporter } from '../../node/progress/transfer_reporter.ts'
import { RegistryReader } from '../../node/registry/reader.ts'
import type { Shell } from '../../node/shell.ts'
import { sourcePlace } from '../places.ts'
import type { RegistryFlags } from '../registry_options.ts'
import { registryOptions } from '../registry_options.ts'

/** What `rt inspect` is asked to do. */
export interface InspectRequest {
  /** A layout directory, relative to where the person is, or a reference. */
  readonly image: string
  /** Which image of a layout with several: its reference name. */
  readonly reference: string | undefined
  readonly json: boolean
  readonly flags: RegistryFlags
}

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
  const place = sourcePlace(image, shell)
  if (place.kind === 'layout') {
    const name = reference ?? place.name
    return reportOn(await openLayoutPlace({ ...place, name }, shell))
  }
  using reporter = transferReporter(shell, 'text')
  using reader = new RegistryReader(place.reference, registryOptions(shell, flags, reporter))
  return await reportOn(await reader.open(place.reference))
}
