import { rmSync } from 'node:fs'
import { Mistakes } from '../../../core/document/mistakes.ts'
import { ExpectedFailure, together } from '../../../core/failure.ts'
import type { Artifact } from '../../../core/packager/artifact.ts'
import { findArtifact } from '../../../core/packager/artifact.ts'
import type { GivenEnvironment } from '../../../core/packager/conda_environment.ts'
import { checkConda } from '../../../core/packager/conda_environment.ts'
import type { ModelManifest } from '../../../core/packager/manifest.ts'
import { MANIFEST_NAMES, readManifest } from '../../../core/packager/manifest.ts'
import { serializeModelIdentity } from '../../../core/packager/model_identity.ts'
import type { ImagePlan } from '../../../core/packager/model_plan.ts'
import { checkParts, planCli, planRest } from '../../../core/packager/model_plan.ts'
import type { Packaging } from '../../../core/packager/packaging.ts'
import { readTextFile, writeTextFile } from '../../../node/layer/text_file.ts'
import { artifactSources } from '../../../node/packager/artifact_sources.ts'
import { writeTree } from '../../../node/packager/write_tree.ts'
import type { Shell } from '../../../node/shell.ts'
import type { DocumentRequest } from '../../packaging_document.ts'
import { readPackagingDocument } from '../../packaging_document.ts'

/** What `rt pack plan` is asked to do. */
export interface PlanRequest extends DocumentRequest, PlanOutputs {
  /** Undefined where the image has no Python. */
  readonly environment: GivenEnvironment | undefined
  /** Entry lines: the artifact. */
  readonly entries: readonly string[]
}

/** What `rt pack plan` writes. */
export interface PlanOutputs {
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
}

/**
 * Reads documents, manifest and artifact, and writes what the image is made of.
 *
 * @throws ExpectedFailure with all mistakes in them
 */
export async function planPackaging(request: PlanRequest, shell: Shell): Promise<void> {
  const scratch = `${request.tree}.artifact`
  try {
    const packaging = readPackagingDocument(request, shell)
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

function planModel(
  packaging: Packaging,
  { files, manifest: manifestFile }: Artifact,
  { environment }: PlanRequest,
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
  if (environment !== undefined) checkEnvironment(manifest, files, environment)
  return packaging.integration.id === 'docker-rest'
    ? planRest(packaging, manifest, files)
    : planCli(manifest, files)
}

function checkEnvironment(
  { condaPath }: ModelManifest,
  files: Artifact['files'],
  given: GivenEnvironment,
): void {
  const conda = files.find(({ path }) => path === condaPath)
  if (conda === undefined) return
  const mistakes = new Mistakes()
  checkConda(condaPath, readTextFile(conda.source), given, mistakes)
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
