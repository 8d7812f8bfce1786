import { mkdirSync } from 'node:fs'
import { parseCount } from '../../../core/arguments/count.ts'
import { Mistakes } from '../../../core/document/mistakes.ts'
import type { FileEntry } from '../../../core/entries/entry.ts'
import { DEFAULT_ATTRIBUTES } from '../../../core/entries/entry.ts'
import { parseImagePath } from '../../../core/entries/image_path.ts'
import { ExpectedFailure } from '../../../core/failure.ts'
import { serializeLayerSet } from '../../../core/layer_set_json.ts'
import type { Artifact, ArtifactFile } from '../../../core/packager/artifact.ts'
import { findArtifact } from '../../../core/packager/artifact.ts'
import type { GivenEnvironment } from '../../../core/packager/conda_environment.ts'
import { checkConda } from '../../../core/packager/conda_environment.ts'
import { serializeModelIdentity } from '../../../core/packager/model_identity.ts'
import type { TritonPlan } from '../../../core/packager/triton.ts'
import {
  planTriton,
  readTritonManifest,
  REPOSITORY,
  TRITON_BACKENDS,
  TRITON_CMD,
  TRITON_ENV,
  TRITON_MANIFEST_NAMES,
  TRITON_PORTS,
} from '../../../core/packager/triton.ts'
import { describeRecipes } from '../../../node/layer/describe_recipes.ts'
import { readOperands } from '../../../node/layer/operand_lines.ts'
import { readTextFile, writeTextFile } from '../../../node/layer/text_file.ts'
import { artifactSources } from '../../../node/packager/artifact_sources.ts'
import type { Shell } from '../../../node/shell.ts'
import { warn } from '../../document_warnings.ts'
import type { DocumentRequest } from '../../packaging_document.ts'
import { readPackagingDocument } from '../../packaging_document.ts'

/** What `rt pack triton` is asked to do. */
export interface TritonRequest extends DocumentRequest, TritonOutputs {
  /** Undefined where the image has no Python of the rule's. */
  readonly environment: GivenEnvironment | undefined
  /** Bytes from which on a file has a layer of its own. */
  readonly bundleBelow: number
  /** A file with the most layers. */
  readonly maxLayersFile: string
  /** Most bytes of a layer; undefined for no limit. */
  readonly maxLayerSize: number | undefined
  /** Most worker threads. */
  readonly workers: number
  /** Entry lines: the artifact, and how its files, and the unpacked ones, are found later. */
  readonly entries: readonly string[]
}

/** What `rt pack triton` writes. */
export interface TritonOutputs {
  /** The layer set. */
  readonly layers: string
  /** Directory for the files of an archive, which layers are then made of. */
  readonly unpacked: string
  readonly cmd: string
  readonly env: string
  readonly ports: string
  /** File to write what a template of the image's name may use. */
  readonly model: string
}

/**
 * Reads documents and model, and describes the layers of a repository with this model. No file is copied.
 *
 * @throws ExpectedFailure with all mistakes in them
 */
export async function planRepository(request: TritonRequest, shell: Shell): Promise<void> {
  mkdirSync(request.unpacked, { recursive: true })
  readPackagingDocument(request, shell)
  const found = await artifactSources(request.entries, request.unpacked)
  const inside = TRITON_BACKENDS.map(({ file }) => file)
  const artifact = findArtifact(found, TRITON_MANIFEST_NAMES, { whole: inside })
  if (!artifact.ok) throw new ExpectedFailure(artifact.failure)
  const plan = planModel(artifact.value, request, shell)
  const sources = new Map(artifact.value.files.map(({ path, source }) => [path, source]))
  const files = plan.placements.map(({ source, destination }) => ({
    path: `${REPOSITORY}/${destination}`,
    source: sources.get(source) ?? '',
  }))
  writeTextFile(request.layers, await describeFiles(files, request, shell.signal))
  writeSettings(plan, request)
}

function planModel(
  { files, manifest }: Artifact,
  { environment, packaging }: TritonRequest,
  shell: Shell,
): TritonPlan {
  const mistakes = new Mistakes()
  const file = manifest && { file: manifest.path, text: readTextFile(manifest.source) }
  const model = readTritonManifest(file, mistakes)
  const paths = files.map(({ path }) => path)
  const at = { file: manifest?.path ?? packaging[0] ?? '', line: 1, column: 1 }
  const plan = planTriton(paths, model ?? { name: 'model', version: '1' }, at, mistakes)
  const conda = files.find(({ path }) => path === plan?.conda)
  if (plan !== undefined && conda !== undefined) checkPython(plan, conda, environment, mistakes)
  warn(shell, mistakes)
  mistakes.throwIfAny()
  if (plan === undefined) throw new Error('an artifact without mistakes has no plan')
  return plan
}

/** A conda file is for the Python backend, whose packages are wheels here. */
function checkPython(
  { backend }: TritonPlan,
  { path, source }: ArtifactFile,
  environment: GivenEnvironment | undefined,
  mistakes: Mistakes,
): void {
  const at = { file: path, line: 1, column: 1 }
  if (backend.name !== 'Python') {
    mistakes.warn(at, `the ${backend.name} backend uses no Python, so that this has no effect`)
  } else if (environment === undefined) {
    mistakes.add(at, 'the model needs Python packages, and the rule has no wheels', {
      accepted: 'interpreter, the Python of the base, and wheels',
      fix: `lock them by pip.install(conda = "...${path}"), and set interpreter = "...", wheels = ["@..."]`,
    })
  } else checkConda(path, readTextFile(source), environment, mistakes)
}

async function describeFiles(
  files: readonly ArtifactFile[],
  request: TritonRequest,
  signal: AbortSignal,
): Promise<string> {
  const { bundleBelow, maxLayerSize, maxLayersFile, entries, workers } = request
  const maxLayers = parseCount('max_layers_file', readTextFile(maxLayersFile).trim(), 1)
  if (!maxLayers.ok) throw new ExpectedFailure(maxLayers.failure)
  const layers = await describeRecipes({
    files: files.map(({ path, source }) => entryOf(path, source)),
    keys: readOperands(entries).keys,
    limits: { bundleBelow, maxLayerSize, maxLayers: maxLayers.value },
    ownerOf: () => DEFAULT_ATTRIBUTES,
    workers,
    signal,
  })
  return serializeLayerSet({ version: 1, layers })
}

function entryOf(path: string, source: string): FileEntry {
  const place = parseImagePath(path)
  if (!place.ok) throw new Error(`"${path}" ${place.failure}`)
  return { ...DEFAULT_ATTRIBUTES, kind: 'file', path: place.value, source, mode: MODE }
}

const MODE = 0o644

function writeSettings({ model }: TritonPlan, request: TritonRequest): void {
  const lines = (texts: readonly string[]): string => texts.map((text) => `${text}\n`).join('')
  writeTextFile(request.cmd, lines(TRITON_CMD))
  writeTextFile(request.env, lines(TRITON_ENV))
  writeTextFile(request.ports, lines(TRITON_PORTS))
  writeTextFile(request.model, serializeModelIdentity(model))
}
