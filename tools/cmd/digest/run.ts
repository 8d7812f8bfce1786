import type { Descriptor } from '../../core/descriptor.ts'
import { openLayoutPlace } from '../../node/layout/given_image.ts'
import { transferReporter } from '../../node/progress/transfer_reporter.ts'
import { RegistryReader } from '../../node/registry/reader.ts'
import type { Shell } from '../../node/shell.ts'
import { sourcePlace } from '../places.ts'
import type { RegistryFlags } from '../registry_options.ts'
import { registryOptions } from '../registry_options.ts'

/** What `rt digest` is asked to do. */
export interface DigestRequest {
  /** A layout directory, relative to where the person is, or a reference. */
  readonly image: string
  /** Which image of a layout with several: its reference name. */
  readonly reference: string | undefined
  readonly json: boolean
  readonly flags: RegistryFlags
}

/**
 * Prints the digest of an image or an index.
 *
 * @throws ExpectedFailure when it is neither a layout nor in a registry
 */
export async function printDigest(request: DigestRequest, shell: Shell): Promise<void> {
  const { digest, mediaType, size } = await findRoot(request, shell)
  const text = request.json ? JSON.stringify({ digest, mediaType, size }) : digest
  shell.stdout.write(`${text}\n`)
}

async function findRoot(
  { image, reference, flags }: DigestRequest,
  shell: Shell,
): Promise<Descriptor> {
  const place = sourcePlace(image, shell)
  if (place.kind === 'layout') {
    const name = reference ?? place.name
    return (await openLayoutPlace({ ...place, name }, shell)).root
  }
  using reporter = transferReporter(shell, 'text')
  using reader = new RegistryReader(place.reference, registryOptions(shell, flags, reporter))
  return (await reader.open(place.reference)).root
}
