import { rmSync } from 'node:fs'
import { Mistakes } from '../../../core/document/mistakes.ts'
import { ExpectedFailure, together } from '../../../core/failure.ts'
import type { Artifact } from '../../../core/packager/artifact.ts'
import { findArtifact } from '../../../core/packager/artifact.ts'
import { checkBase } from '../../../core/packager/base.ts'
import { checkTemplate } from '../../../core/packager/check_template.ts'
import { choosePackaging } from '../../../core/packager/choose.ts'
import { checkCondaPython } from '../../../core/packager/conda_python.ts'
import { readDocuments } from '../../../core/packager/documents.ts'
import type { IntegrationId } from '../../../core/packager/integrations.ts'
import type { ModelManifest } from '../../../core/packager/manifest.ts'
import { MANIFEST_NAMES, readManifest } from '../../../core/packager/manifest.ts'
import { serializeModelIdentity } from '../../../core/packager/model_identity.ts'
import type { ImagePlan } from '../../../core/packager/model_plan.ts'
import { checkParts, planCli, planRest } from '../../../core/packager/model_plan.ts'
import type { Packaging } from '../../../core/packager/packaging.ts'
import { readPackaging } from '../../../core/packager/packaging.ts'
import { refuseSecrets } from '../../../core/packager/secrets.ts'
import { readTextFile, writeTextFile } from '../../../node/layer/text_file.ts'
import { artifactSources } from '../../../node/packager/artifact_sources.ts'
import { writeTree } from '../../../node/packager/write_tree.ts'
import type { Shell } from '../../../node/shell.ts'
import { warn } from '../../document_warnings.ts'

/** What `rt pack plan` is asked to do. */
export interface PlanRequest {
  readonly integration: IntegrationId
  /** Files of documents. */
  readonly packaging: readonly string[]
  /** The packaging that is meant; undefined where there is one. */
  readonly id?: string
  /** Directory to write the files of the model to, by their paths in the image. */
  readonly tree: string
  readonly entrypoint: string
  readonly cmd: string
  readonly env: string
  readonly ports: string
  /** File to write what is imported to check the model. */
  readonly check: string
  /** File to write what a template of the image's name may use. */
  readonly model: string
  /** Of the Python of the image; undefined where it has none. */
  readonly pythonVersion?: string
  /** Whether the image has a base. */
  readonly base?: boolean
  /** Entry lines: the artifact. */
  readonly entries: readonly string[]
}

/**
 * Reads documents, manifest and artifact, and writes what the image is made of.
 *
 * @throws ExpectedFailure with all mistakes in them
 */
export async function planPackaging(request: PlanRequest, shell: Shell): Promise<void> {
  const scratch = `${request.tree}.artifact`
  try {
    const packaging = readDocument(request, shell)
    const found = await artifactSources(request.entries, scratch)
    const artifact = findArtifact(found, MANIFEST_NAMES, 'error')
    if (!artifact.ok) throw new ExpectedFailure(artifact.failure)
    const plan = planModel(packaging, artifact.value, request)
    await writeTree(plan.files, request.tree)
    writeSettings(plan, request)
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

function readDocument(
  { packaging: files, id, integration, base = false }: PlanRequest,
  shell: Shell,
): Packaging {
  const mistakes = new Mistakes()
  const texts = files.map((file) => ({ file, text: readTextFile(file) }))
  const { packagings, connections, start } = readDocuments(texts, [], mistakes)
  refuseSecrets(connections, mistakes)
  const entity = choosePackaging(packagings, id, start, mistakes)
  // Which connections there are is known when packing.
  const context = { connections: undefined, integration }
  const packaging = entity === undefined ? undefined : readPackaging(entity, context, mistakes)
  if (packaging !== undefined) {
    checkTemplate(packaging, mistakes)
    checkBase(packaging, base, mistakes)
  }
  warn(shell, mistakes)
  mistakes.throwIfAny()
  if (packaging === undefined) throw new Error('a document without mistakes has no packaging')
  return packaging
}

function planModel(
  packaging: Packaging,
  { files, manifest: manifestFile }: Artifact,
  { pythonVersion }: PlanRequest,
): ImagePlan {
  if (manifestFile === undefined) throw new Error('an artifact of a model has a manifest')
  const mistakes = new Mistakes()
  const text = readTextFile(manifestFile.source)
  const manifest = readManifest(manifestFile.path, text, mistakes)
  mistakes.throwIfAny()
  if (manifest === undefined) throw new Error('a manifest without mistakes has no model')
  const parts = checkParts(manifest, files, manifestFile.path)
  if (!parts.ok) {
    const [first, ...rest] = parts.failure
    if (first !== undefined) throw new ExpectedFailure(together(first, rest))
  }
  if (pythonVersion !== undefined) checkConda(manifest, files, pythonVersion)
  return packaging.integration.id === 'docker-rest'
    ? planRest(packaging, manifest, files)
    : planCli(manifest, files)
}

function checkConda(
  { condaPath }: ModelManifest,
  files: Artifact['files'],
  pythonVersion: string,
): void {
  const conda = files.find(({ path }) => path === condaPath)
  if (conda === undefined) return
  const mistakes = new Mistakes()
  checkCondaPython(condaPath, readTextFile(conda.source), pythonVersion, mistakes)
  mistakes.throwIfAny()
}

function writeSettings(plan: ImagePlan, request: PlanRequest): void {
  const lines = (texts: readonly string[]): string => texts.map((text) => `${text}\n`).join('')
  writeTextFile(request.entrypoint, lines(plan.entrypoint))
  writeTextFile(request.cmd, lines(plan.cmd))
  writeTextFile(request.env, lines(plan.env))
  writeTextFile(request.ports, lines(plan.ports))
  writeTextFile(request.check, `${JSON.stringify(plan.check)}\n`)
  writeTextFile(request.model, serializeModelIdentity(plan))
}
