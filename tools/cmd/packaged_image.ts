import { randomUUID } from 'node:crypto'
import { resolve } from 'node:path'
import { Mistakes } from '../core/document/mistakes.ts'
import { ExpectedFailure } from '../core/failure.ts'
import { choosePackaging } from '../core/packager/choose.ts'
import type { Connection } from '../core/packager/connection.ts'
import { readDocuments } from '../core/packager/documents.ts'
import { renderImageName } from '../core/packager/image_name.ts'
import type { Integration } from '../core/packager/integrations.ts'
import { findIntegration } from '../core/packager/integrations.ts'
import { parseModelIdentity } from '../core/packager/model_identity.ts'
import type { Packaging } from '../core/packager/packaging.ts'
import { readPackaging } from '../core/packager/packaging.ts'
import { readTextFile } from '../node/layer/text_file.ts'
import { findRunfiles } from '../node/runfiles.ts'
import type { Shell } from '../node/shell.ts'
import { warn } from './document_warnings.ts'

/** How the target of a packaged image names its documents. */
export interface PackagedImage {
  readonly packager?: string
  /** Runfiles keys of files of documents. */
  readonly packaging?: readonly string[]
  readonly packagingId?: string
  /** Runfiles key of the file with the name of the model. */
  readonly model?: string
  /** Runfiles keys of files of connections. */
  readonly connectionsFile?: readonly string[]
  /** Files of connections, as people name them; they count instead of those of the target. */
  readonly connections?: readonly string[]
  /** A template that counts instead of the document's. */
  readonly imageName?: string
}

/** A document, and what its image is called. */
export interface NamedPackaging {
  readonly packaging: Packaging
  readonly connections: ReadonlyMap<string, Connection> | undefined
  /** Paths of the files with the connections. */
  readonly connectionFiles: readonly string[]
  readonly name: string
  /** As the documents have it; for the status that is written. */
  readonly integration: Integration
}

/**
 * Reads the documents of a packaged image, with the connections that there are now, and renders its name.
 *
 * @throws ExpectedFailure with all mistakes in them
 */
export function readPackagedImage(request: PackagedImage, shell: Shell): NamedPackaging {
  const { locate } = findRunfiles(shell)
  const mistakes = new Mistakes()
  const files = (keys: readonly string[]): readonly { file: string; text: string }[] =>
    keys.map((key) => ({ file: key.replace(/^_main\//, ''), text: readTextFile(locate(key)) }))
  const named = request.connections?.map((file) => ({
    file,
    text: readTextFile(resolve(shell.workingDirectory, file)),
  }))
  const { packagings, connections, start } = readDocuments(
    files(request.packaging ?? []),
    named ?? files(request.connectionsFile ?? []),
    mistakes,
  )
  const entity = choosePackaging(packagings, request.packagingId, start, mistakes)
  const integration = findIntegration(request.packager ?? '')
  const context = { connections, ...(integration && { integration: integration.id }) }
  const packaging = entity && readPackaging(entity, context, mistakes)
  warn(shell, mistakes)
  mistakes.throwIfAny()
  if (packaging === undefined) throw new Error('a document without mistakes has no packaging')
  const connectionFiles =
    request.connections?.map((file) => resolve(shell.workingDirectory, file)) ??
    (request.connectionsFile ?? []).map(locate)
  const name = renderName(packaging, request, readTextFile(locate(request.model ?? '')))
  return { packaging, connections, connectionFiles, name, integration: packaging.integration }
}

function renderName(packaging: Packaging, { imageName }: PackagedImage, identity: string): string {
  const model = parseModelIdentity(identity)
  const template = imageName ?? String(packaging.arguments['imageName'] ?? '')
  const name = renderImageName(template, {
    Name: model.name,
    Version: model.version,
    RandomUUID: randomUUID(),
  })
  if (name.ok) return name.value
  throw new ExpectedFailure({
    topic: 'packager',
    reason: 'invalid-image-name',
    name: template,
    problem: name.failure,
  })
}
