import { readFile } from 'node:fs/promises'
import { ExpectedFailure } from '../../core/failure.ts'
import { formatRepository } from '../../core/reference.ts'
import { parseLayoutPlace } from '../../core/registry/image_place.ts'
import type { PlatformTag } from '../../core/registry/platform_tags.ts'
import { platformTags } from '../../core/registry/platform_tags.ts'
import type { ImageSource } from '../../node/blob/image_source.ts'
import { indexEntries } from '../../node/blob/index_entries.ts'
import { fileFailure } from '../../node/file_failure.ts'
import type { GivenImage } from '../../node/layout/given_image.ts'
import { openGivenImage } from '../../node/layout/given_image.ts'
import { transferReporter } from '../../node/progress/transfer_reporter.ts'
import { checkDigest } from '../../node/registry/copy.ts'
import { LayerCache } from '../../node/registry/layer_cache.ts'
import type { PushOutcome } from '../../node/registry/push.ts'
import { push } from '../../node/registry/push.ts'
import { RegistrySession } from '../../node/registry/session.ts'
import { RemoteLayers } from '../../node/registry/remote_layers.ts'
import { RepositoryClient } from '../../node/registry/repository.ts'
import { TransferTally } from '../../node/registry/transfer_tally.ts'
import type { Runfiles } from '../../node/runfiles.ts'
import { findRunfiles } from '../../node/runfiles.ts'
import type { Shell } from '../../node/shell.ts'
import { invalidValue } from '../option_values.ts'
import type { RegistryFlags, ReportFlags } from '../registry_options.ts'
import { registryOptions, reportStyle } from '../registry_options.ts'
import type { Destination } from './destination.ts'
import { chooseDestination } from './destination.ts'
import { resultDocument, resultLines } from './result.ts'

/** What `rt push` is asked to do. */
export interface PushArguments extends RegistryFlags, ReportFlags {
  /** Path of a layout directory, where a person names it. */
  readonly layout?: string
  /** Where to push it, as a person writes it. */
  readonly reference?: string
  /** Runfiles key of the layout directory, where a rule names it. */
  readonly image?: string
  /** Runfiles keys of layer sets, each perhaps with a scope. */
  readonly layers?: readonly string[]
  readonly repository?: string
  /** Runfiles key of a file that holds the repository. */
  readonly repositoryFile?: string
  readonly remoteTag?: readonly string[]
  /** Runfiles key of a file with one tag a line. */
  readonly remoteTagsFile?: string
  readonly tag?: readonly string[]
  /** Templates of tags for the images of an index. */
  readonly platformTag?: readonly string[]
  readonly mountFrom?: readonly string[]
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
  const destination = await readDestination(shell, request, runfiles)
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
  const source = await openGivenImage(givenImage(request), shell, remote.read)
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
      imageTags: await imageTags(source, request.platformTag ?? [], tags),
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

/** Tags for the images of an index; what is one image is tagged like one of an index. */
async function imageTags(
  source: ImageSource,
  templates: readonly string[],
  tags: readonly string[],
): Promise<readonly PlatformTag[]> {
  if (templates.length === 0) return []
  const made = platformTags(templates, tags, await indexEntries(source))
  if (made.ok) return made.value
  throw new ExpectedFailure(made.failure)
}

async function readDestination(
  shell: Shell,
  request: PushArguments,
  runfiles: Runfiles,
): Promise<Destination> {
  const { repositoryFile, remoteTagsFile } = request
  const file = repositoryFile === undefined ? undefined : await readText(runfiles, repositoryFile)
  const tags = remoteTagsFile === undefined ? '' : await readText(runfiles, remoteTagsFile)
  const destination = chooseDestination({
    reference: request.reference,
    repository: request.repository ?? file?.trim(),
    tags: [...(request.remoteTag ?? []), ...linesOf(tags), ...(request.tag ?? [])],
    context: shell.context,
  })
  if (destination.ok) return destination.value
  throw new ExpectedFailure(destination.failure)
}

/** The lines of a file of tags, without comments (`# ...`). */
function linesOf(text: string): readonly string[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim())
  return lines.filter((line) => !/^(?:#|$)/.test(line))
}

async function readText(runfiles: Runfiles, key: string): Promise<string> {
  const path = runfiles.locate(key)
  return readFile(path, 'utf8').catch((error: unknown) => {
    throw fileFailure(path, error)
  })
}

function givenImage(request: PushArguments): GivenImage {
  const { image, layers = [], layout } = request
  if (image !== undefined) return { kind: 'target', image, layers }
  if (layout !== undefined) return parseLayoutPlace(layout)
  const accepted = 'the path of an OCI layout directory: rt push LAYOUT HOST/NAME:TAG'
  throw invalidValue('LAYOUT', '', accepted)
}
