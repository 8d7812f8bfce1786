import { digestReference } from '../core/reference.ts'
import type { ImagePlace } from '../core/registry/image_place.ts'
import { transferReporter } from '../node/progress/transfer_reporter.ts'
import type { CopyOutcome } from '../node/registry/copy.ts'
import { copyImage } from '../node/registry/copy.ts'
import { TransferTally } from '../node/registry/transfer_tally.ts'
import type { Shell } from '../node/shell.ts'
import type { platformOption } from './option_values.ts'
import type { RegistryFlags, ReportFlags } from './registry_options.ts'
import { blobDocuments, registryOptions, reportStyle } from './registry_options.ts'

/** What `rt pull` and `rt copy` have in common. */
export interface CopyRequest {
  readonly from: ImagePlace
  readonly to: ImagePlace
  /** In words, to be read after "Stopped while". */
  readonly action: string
  readonly flags: CopyFlags
}

/** Options of a copy; `insecure` is for the registry of the source. */
export interface CopyFlags extends RegistryFlags, ReportFlags {
  readonly platform?: ReturnType<typeof platformOption>
  readonly insecureDestination?: boolean
}

/**
 * Copies an image or an index, and prints by digest what was copied: in the registry that it is in now,
 * or where it came from.
 */
export async function copyBetween(shell: Shell, request: CopyRequest): Promise<void> {
  const { flags } = request
  const began = Date.now()
  const outcome = await copy(shell, request)
  const reference = resultReference(request, outcome)
  const { digest, mediaType } = outcome.root
  const document = {
    ...{ reference, digest, mediaType },
    ...blobDocuments(outcome.blobs),
    requests: outcome.requests,
    seconds: (Date.now() - began) / 1000,
  }
  shell.stdout.write(`${flags.json === true ? JSON.stringify(document) : reference}\n`)
}

async function copy(shell: Shell, request: CopyRequest): Promise<CopyOutcome> {
  const { from, to, flags } = request
  using reporter = transferReporter(shell, reportStyle(flags))
  const tally = new TransferTally(reporter.observe)
  const insecure = flags.insecureDestination === true
  try {
    return await copyImage({
      ...{ from, to, platform: flags.platform, jobs: flags.jobs },
      fromOptions: registryOptions(shell, flags, reporter),
      toOptions: registryOptions(shell, { ...flags, insecure }, reporter),
      workingDirectory: shell.workingDirectory,
      observe: tally.observe,
    })
  } catch (error) {
    if (shell.signal.aborted) throw tally.interrupted(request.action)
    throw error
  }
}

function resultReference({ from, to }: CopyRequest, { root }: CopyOutcome): string {
  if (to.kind === 'registry') return digestReference(to.reference, root.digest)
  if (from.kind === 'registry') return digestReference(from.reference, root.digest)
  return root.digest
}
