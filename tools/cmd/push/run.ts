import { formatRepository } from '../../core/reference.ts'
import { openGivenImage } from '../../node/layout/given_image.ts'
import { transferReporter } from '../../node/progress/transfer_reporter.ts'
import { checkDigest } from '../../node/registry/copy.ts'
import { LayerCache } from '../../node/registry/layer_cache.ts'
import type { PushOutcome } from '../../node/registry/image_push.ts'
import { push } from '../../node/registry/push.ts'
import { RegistrySession } from '../../node/registry/session.ts'
import { RemoteLayers } from '../../node/registry/remote_layers.ts'
import { RepositoryClient } from '../../node/registry/repository.ts'
import { TransferTally } from '../../node/registry/transfer_tally.ts'
import { findRunfiles } from '../../node/runfiles.ts'
import type { Shell } from '../../node/shell.ts'
import { accept } from '../option_values.ts'
import type { Destination } from '../push_images.ts'
import { tagsOfImages } from '../push_images.ts'
import type { RegistryFlags, ReportFlags } from '../registry_options.ts'
import { registryOptions, reportStyle } from '../registry_options.ts'
import type { GivenPush } from '../given_push.ts'
import { destinationOf, imageOf } from '../given_push.ts'
import { resultDocument, resultLines } from './result.ts'

/** What `rt push` is asked to do. */
export interface PushArguments extends GivenPush, RegistryFlags, ReportFlags {
  /** Bytes. */
  readonly chunkSize?: number
  readonly dryRun?: boolean
}

/**
 * Pushes an image or an index, and prints its digest reference.
 *
 * @throws ExpectedFailure when it cannot be pushed; no tag points at something incomplete then
 */
export async function pushImage(shell: Shell, request: PushArguments): Promise<void> {
  const runfiles = findRunfiles(shell)
  const destination = accept(destinationOf(request, runfiles, shell.context))
  const began = Date.now()
  const { outcome, requests } = await transfer(shell, request, destination)
  const seconds = (Date.now() - began) / 1000
  const dryRun = request.dryRun === true
  const result = { repository: destination.repository, outcome, dryRun, requests, seconds }
  const text =
    request.json === true ? [JSON.stringify(resultDocument(result))] : resultLines(result)
  shell.stdout.write(text.map((line) => `${line}\n`).join(''))
}

async function transfer(
  shell: Shell,
  request: PushArguments,
  { repository, tags, digest }: Destination,
): Promise<{ readonly outcome: PushOutcome; readonly requests: number }> {
  using reporter = transferReporter(shell, reportStyle(request))
  // What is said about the registry of the push says nothing about those of bases.
  const reading = registryOptions(shell, { ...request, insecure: false }, reporter)
  using remote = new RemoteLayers(reading, new LayerCache(shell.env), 'prefer')
  const source = await openGivenImage(imageOf(request), shell, remote.read)
  checkDigest({ ...repository, tag: undefined, digest }, source.root.digest)
  if (tags.length === 0 && request.quiet !== true) {
    shell.stderr.write(`${shell.context}: no tags are given: pushing by digest only\n`)
  }
  const tally = new TransferTally(reporter.observe)
  using registry = new RegistrySession(repository, registryOptions(shell, request, reporter))
  try {
    const outcome = await push({
      source,
      client: new RepositoryClient(registry),
      tags,
      imageTags: await tagsOfImages(source, request.platformTag ?? [], tags),
      jobs: request.jobs,
      mountFrom: request.mountFrom ?? [],
      chunkSize: request.chunkSize,
      dryRun: request.dryRun === true,
      observe: tally.observe,
    })
    return { outcome, requests: registry.requests }
  } catch (error) {
    if (shell.signal.aborted) throw tally.interrupted(`pushing to ${formatRepository(repository)}`)
    throw error
  }
}
