import { resolve } from 'node:path'
import { reportJson } from '../../core/inspect/json.ts'
import { describeReport } from '../../core/inspect/text.ts'
import { openLayout } from '../../node/image/layout_source.ts'
import { reportOn } from '../../node/image/report.ts'
import type { Shell } from '../../node/shell.ts'
import type { InspectRequest } from './args.ts'

/**
 * Prints what an image is; reads its documents only, never its layers.
 *
 * @throws ExpectedFailure when it is no layout, or a document is missing or wrong
 */
export async function inspect(request: InspectRequest, shell: Shell): Promise<void> {
  const directory = resolve(shell.workingDirectory, request.layout)
  const { reference } = request
  const source = await openLayout({ directory, ...(reference === undefined ? {} : { reference }) })
  const report = await reportOn(source)
  const text = request.json
    ? JSON.stringify(reportJson(report), undefined, 2)
    : describeReport(report)
  shell.stdout.write(`${text}\n`)
}
