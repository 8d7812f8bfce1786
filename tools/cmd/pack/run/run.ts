import { resolve } from 'node:path'
import { stringify } from 'yaml'
import type { Digest } from '../../../core/digest.ts'
import { ExpectedFailure } from '../../../core/failure.ts'
import type { Connection } from '../../../core/packager/connection.ts'
import { connectionFailure, imageDestination } from '../../../core/packager/destination.ts'
import type { Reference } from '../../../core/reference.ts'
import { DEFAULT_TAG, formatRepository } from '../../../core/reference.ts'
import { openGivenImage } from '../../../node/layout/given_image.ts'
import { writeTextFile } from '../../../node/layer/text_file.ts'
import { transferReporter } from '../../../node/progress/transfer_reporter.ts'
import { connectionLogin } from '../../../node/registry/auth/connection_login.ts'
import { LayerCache } from '../../../node/registry/layer_cache.ts'
import type { PushOutcome } from '../../../node/registry/image_push.ts'
import { push } from '../../../node/registry/push.ts'
import { RemoteLayers } from '../../../node/registry/remote_layers.ts'
import { RepositoryClient } from '../../../node/registry/repository.ts'
import { RegistrySession } from '../../../node/registry/session.ts'
import { TransferTally } from '../../../node/registry/transfer_tally.ts'
import type { Shell } from '../../../node/shell.ts'
import type { NamedPackaging, PackagedImage } from '../../packaged_image.ts'
import { readPackagedImage } from '../../packaged_image.ts'
import type { RegistryFlags, ReportFlags } from '../../registry_options.ts'
import { blobDocuments, registryOptions, reportStyle } from '../../registry_options.ts'

/** What `rt pack run` is asked to do. */
export interface PackRequest extends PackagedImage, RegistryFlags, ReportFlags {
  /** Runfiles key of the layout directory. */
  readonly image: string
  /** Runfiles keys of layer sets. */
  readonly layers?: readonly string[]
  /** False only renders the name. */
  readonly push: boolean
  readonly dryRun?: boolean
  readonly digestFile?: string
  readonly status?: string
}

/** Where the image goes, and how to log in there. */
interface Target {
  /** As `result.json` has it. */
  readonly text: string
  readonly reference: Reference
  readonly connection: Connection
}

const RESULT = 'result.json'
const TARGET = 'docker-push'

/**
 * Pushes a packaged model to the connection of its document, and says in `result.json` where it is.
 *
 * @throws ExpectedFailure when it cannot be pushed; nothing is written then
 */
export async function packImage(request: PackRequest, shell: Shell): Promise<void> {
  const named = readPackagedImage(request, shell)
  if (!request.push) {
    const only = imageDestination(named.name, undefined)
    if (!only.ok) throw new ExpectedFailure(only.failure)
    printResult(request, shell, { image: named.name })
    return
  }
  const target = chooseTarget(named)
  const outcome = await transfer(request, target, named.connectionFiles, shell)
  const { digest } = outcome.root
  if (request.dryRun !== true) writeResults(request, target.text, digest, shell)
  const dryRun = request.dryRun === true
  const tags = outcome.tags
  printResult(request, shell, {
    image: target.text,
    digest,
    dryRun,
    tags,
    ...blobDocuments(outcome.blobs),
  })
}

function printResult(
  { json }: PackRequest,
  { stdout }: Shell,
  document: { readonly image: string } & Readonly<Record<string, unknown>>,
): void {
  stdout.write(`${json === true ? JSON.stringify(document) : document.image}\n`)
}

function chooseTarget({ packaging, connections, name }: NamedPackaging): Target {
  const connectionName = packaging.targets.find((each) => each.name === TARGET)?.connectionName
  const connection = connections?.get(connectionName ?? '')
  if (connection === undefined) {
    const reason = 'no-connections'
    throw new ExpectedFailure({
      topic: 'packager',
      reason,
      connectionName: connectionName ?? '',
    })
  }
  const destination = imageDestination(name, connection)
  if (!destination.ok) throw new ExpectedFailure(destination.failure)
  const failure = connectionFailure(connection, destination.value.reference)
  if (failure !== undefined) throw new ExpectedFailure(failure)
  return { ...destination.value, connection }
}

async function transfer(
  request: PackRequest,
  { reference, connection }: Target,
  connectionFiles: readonly string[],
  shell: Shell,
): Promise<PushOutcome> {
  using reporter = transferReporter(shell, reportStyle(request))
  // What is said about the registry of the push says nothing about those of bases.
  const reading = {
    ...registryOptions(shell, { ...request, insecure: false }, reporter),
    authFiles: connectionFiles,
  }
  using remote = new RemoteLayers(reading, new LayerCache(shell.env), 'prefer')
  const { image, layers = [] } = request
  const source = await openGivenImage({ kind: 'target', image, layers }, shell, remote.read)
  const tally = new TransferTally(reporter.observe)
  const login = connectionLogin(connection, reference.name, shell.signal)
  using registry = new RegistrySession(reference, {
    ...registryOptions(shell, request, reporter),
    ...(login !== undefined && { login }),
  })
  try {
    return await push({
      source,
      client: new RepositoryClient(registry),
      tags: [reference.tag ?? DEFAULT_TAG],
      imageTags: [],
      jobs: request.jobs,
      mountFrom: [],
      chunkSize: undefined,
      dryRun: request.dryRun === true,
      observe: tally.observe,
    })
  } catch (error) {
    if (shell.signal.aborted) throw tally.interrupted(`pushing to ${formatRepository(reference)}`)
    throw error
  }
}

/** Written after the push, so that they never name what is not there. */
function writeResults(
  { digestFile, status }: PackRequest,
  image: string,
  digest: Digest,
  { workingDirectory }: Shell,
): void {
  const write = (file: string, text: string): void =>
    writeTextFile(resolve(workingDirectory, file), text)
  write(RESULT, `{"image": ${JSON.stringify(image)}}`)
  if (digestFile !== undefined) write(digestFile, `${digest}\n`)
  const results = [{ name: 'image', value: image }]
  if (status !== undefined)
    write(status, stringify({ status: { state: 'succeeded', exitCode: 0, results } }))
}
