import { resolve } from 'node:path'
import { repositoryOf } from '../../../core/base_images/destination.ts'
import type { RegistryBlock } from '../../../core/base_images/manifest.ts'
import { PACKAGE } from '../../../core/base_images/matrix.ts'
import { ExpectedFailure } from '../../../core/failure.ts'
import { DOCKER_HUB, formatRepository } from '../../../core/reference.ts'
import { readTextFile } from '../../../node/layer/text_file.ts'
import type { DescriptionKind } from '../../../node/registry/description.ts'
import { DESCRIPTION_LIMITS, writeDescription } from '../../../node/registry/description.ts'
import { Connections, isLoopback } from '../../../node/registry/http/connections.ts'
import { DEFAULT_TIMEOUTS } from '../../../node/registry/http/exchange.ts'
import type { Shell } from '../../../node/shell.ts'
import type { LoginSource } from '../../manager_login.ts'
import { chooseRegistry, findLogin } from '../../manager_login.ts'
import { loadManifest, workspaceOf } from '../../matrix_request.ts'
import { accept, invalidValue } from '../../option_values.ts'

/** What `rt base-images push-readmes` is asked to do. */
export interface ReadmeRequest {
  readonly manifest: string
  /** Undefined for all of the manifest. */
  readonly registry: string | undefined
  readonly organization: string
  /** Below the workspace, or the current directory. */
  readonly docsDir: string
  /** Undefined for what the registry is known to be. */
  readonly kind: DescriptionKind | undefined
  /** Address of the API; undefined for the usual one. */
  readonly api: string | undefined
  readonly caFiles: readonly string[]
  /** Whether no registry is asked. */
  readonly dryRun: boolean
  readonly login: LoginSource
}

/**
 * Writes the descriptions that registries show.
 *
 * @throws ExpectedFailure where there is no such text or login, and where a registry refuses
 */
export async function pushReadmes(shell: Shell, request: ReadmeRequest): Promise<void> {
  const { manifest } = loadManifest(request.manifest, shell)
  const { registry } = request
  const blocks =
    registry === undefined && manifest.registries.length > 0
      ? manifest.registries
      : [chooseRegistry(manifest, registry)]
  const path = `${request.docsDir}/${PACKAGE}/README.md`
  const text = readTextFile(resolve(workspaceOf(shell), path))
  // Everything that can be known is checked before the first of them is asked.
  const planned = blocks.map((block) => plan(block, path, text, request))
  for (const each of planned) await write(shell, each, request)
}

interface PlannedReadme {
  readonly block: RegistryBlock
  readonly kind: DescriptionKind
  readonly api: URL
  readonly text: string
}

function plan(
  block: RegistryBlock,
  path: string,
  text: string,
  { kind: named, api }: ReadmeRequest,
): PlannedReadme {
  const kind = named ?? KINDS[block.name]
  if (kind === undefined) {
    throw new ExpectedFailure({ topic: 'manager', reason: 'no-descriptions', registry: block.name })
  }
  const bytes = Buffer.byteLength(text)
  const limit = DESCRIPTION_LIMITS[kind]
  if (bytes > limit) {
    const much = { path, bytes, limit }
    throw new ExpectedFailure({ topic: 'manager', reason: 'description-too-long', ...much })
  }
  const usual = kind === 'dockerhub' ? 'https://hub.docker.com/' : `https://${block.name}/`
  return { block, kind, api: readApi(api ?? usual), text }
}

const KINDS: Readonly<Record<string, DescriptionKind>> = {
  [DOCKER_HUB]: 'dockerhub',
  'quay.io': 'quay',
}

/** A password goes over TLS, or stays on this machine. */
function readApi(text: string): URL {
  const url = URL.parse(text)
  const isSafe =
    url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname))
  if (url !== null && isSafe && url.username === '') return url
  throw invalidValue('--api', text, 'an https:// address without a login in it')
}

async function write(
  shell: Shell,
  { block, kind, api, text }: PlannedReadme,
  { organization, caFiles, dryRun, login: source }: ReadmeRequest,
): Promise<void> {
  const repository = accept(repositoryOf(block.name, organization, PACKAGE))
  const name = formatRepository(repository)
  if (dryRun) return void shell.stdout.write(`would write the description of ${name}\n`)
  const login = await findLogin(block, source, shell)
  const { env, signal, workingDirectory } = shell
  const given = caFiles.map((file) => resolve(workingDirectory, file))
  const more = [env['RT_CA_FILE'], env['SSL_CERT_FILE']].flatMap((file) => file || [])
  using connections = new Connections({
    ...{ unverifiedHost: undefined, caFiles: [...given, ...more], perHost: 1, env },
  })
  const context = { connections, timeouts: DEFAULT_TIMEOUTS, signal }
  await writeDescription({ kind, api, repository, text, login }, context)
  shell.stderr.write(`${shell.context}: the description of ${name} is written\n`)
}
