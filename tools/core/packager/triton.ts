import type { Mistakes } from '../document/mistakes.ts'
import type { Position } from '../document/node.ts'
import { present } from '../document/read.ts'
import { parseYaml } from '../document/yaml.ts'

/** Names of the file with name and version of a model; the last one is that of the documentation. */
export const TRITON_MANIFEST_NAMES = [
  'odahuflow.project.yaml',
  'odahuflow.project.yml',
  'odahuflow.model.yaml',
  'odahuflow.model.yml',
] as const

/** Names of the file with the environment of a model for the Python backend. */
export const CONDA_NAMES = ['conda.yaml', 'conda.yml'] as const

/** How the server runs a model, by the name of the model's file or directory. */
export interface TritonBackend {
  readonly file: string
  readonly name: string
  /** Whether the server cannot derive `config.pbtxt` from the model. */
  readonly needsConfig: boolean
}

/** The backends, in the order in which they are looked for. */
export const TRITON_BACKENDS: readonly TritonBackend[] = [
  { file: 'model.py', name: 'Python', needsConfig: true },
  { file: 'model.plan', name: 'TensorRT', needsConfig: false },
  { file: 'model.savedmodel', name: 'TensorFlow_SavedModel', needsConfig: false },
  { file: 'model.graphdef', name: 'TensorFlow_GraphDef', needsConfig: true },
  { file: 'model.onnx', name: 'ONNX', needsConfig: false },
  { file: 'model.pt', name: 'TorchScript', needsConfig: true },
  { file: 'model.netdef', name: 'Caffe2', needsConfig: true },
]

/** Name and version of a model in a repository. */
export interface TritonModel {
  readonly name: string
  /** Digits only. */
  readonly version: string
}

/** One file of an artifact, and where it is in the repository of models. */
export interface TritonPlacement {
  readonly source: string
  readonly destination: string
}

/** What becomes of an artifact. */
export interface TritonPlan {
  readonly model: TritonModel
  readonly backend: TritonBackend
  readonly placements: readonly TritonPlacement[]
  /** Path of the conda file in the artifact, or undefined. */
  readonly conda: string | undefined
}

/** Where the server looks for models, from the root of the image. */
export const REPOSITORY = 'models_repository'

/** What the server listens on: HTTP, gRPC and metrics. */
export const TRITON_PORTS = ['8000', '8001', '8002'] as const

export const TRITON_ENV = [`MODEL_REPO=/${REPOSITORY}`] as const

export const TRITON_CMD = [
  ...['tritonserver', '--log-verbose', '100'],
  ...['--strict-model-config=false', `--model-repository=/${REPOSITORY}`],
] as const

const MODEL_NAME = /^[/.a-zA-Z0-9\-_]+$/

/** Reads name and version of a model. Without a file it is `model` in version 1. */
export function readTritonManifest(
  manifest: { readonly file: string; readonly text: string } | undefined,
  mistakes: Mistakes,
): TritonModel | undefined {
  if (manifest === undefined) return { name: 'model', version: '1' }
  const start: Position = { file: manifest.file, line: 1, column: 1 }
  const [document] = parseYaml(manifest.file, manifest.text, mistakes)
  if (document?.kind !== 'map') {
    return mistakes.add(
      document?.at ?? start,
      'the manifest must be a mapping with name and version',
    )
  }
  const name = present(document, 'name')
  const version = present(document, 'version')
  if (name === undefined) mistakes.add(document.at, 'name: field required')
  if (version === undefined) mistakes.add(document.at, 'version: field required')
  if (name === undefined || version === undefined) return undefined
  const text = name.kind === 'text' ? name.value : ''
  const problem = nameProblem(text)
  if (problem !== undefined)
    mistakes.add(name.at, problem, { accepted: 'letters, digits, ".", "-" and "_"' })
  const digits = versionDigits(
    version.kind === 'text' || version.kind === 'number' ? version.source : '',
  )
  if (digits === undefined) mistakes.add(version.at, 'Model version must be numeric')
  return problem === undefined && digits !== undefined ? { name: text, version: digits } : undefined
}

/** Why a name cannot be that of a directory in the repository. */
function nameProblem(name: string): string | undefined {
  if (!MODEL_NAME.test(name) || name.includes('\n'))
    return 'Model name must be valid URL path segment'
  if (name.includes('/')) return 'Model name must be one segment of a path, without "/"'
  if (name === '.' || name === '..')
    return `Model name must not be "${name}", which leads elsewhere`
  return undefined
}

/** The digits of a version: `1.2` is 12, as ODAHU's packager has it. */
function versionDigits(version: string): string | undefined {
  const digits = version.replace(/[^0-9]/g, '')
  return digits === '' ? undefined : digits
}

/**
 * Plans the repository of a model: `NAME/config.pbtxt`, `NAME/VERSION/` with everything else, and the conda file
 * at the top.
 *
 * @param files paths of the artifact
 */
export function planTriton(
  files: readonly string[],
  model: TritonModel,
  at: Position,
  mistakes: Mistakes,
): TritonPlan | undefined {
  const top = new Set(files.map((file) => file.split('/')[0] ?? ''))
  const conda = CONDA_NAMES.filter((name) => files.includes(name))
  if (conda.length > 1) {
    mistakes.add(at, `two conda files: ${conda.join(' and ')}`, { accepted: 'one of them' })
  }
  const backend = TRITON_BACKENDS.find(({ file }) => top.has(file))
  if (backend === undefined) {
    return mistakes.add(
      at,
      'No Triton backend suits for provided model. Make sure to name model file properly. Refer to Nvidia Triton docs',
      { accepted: TRITON_BACKENDS.map(({ file }) => file).join(', ') },
    )
  }
  if (backend.needsConfig && !files.includes('config.pbtxt')) {
    return mistakes.add(at, `config.pbtxt is required for ${backend.name} backend`)
  }
  const placements = files.map((source) => ({
    source,
    destination: destinationOf(source, model),
  }))
  return { model, backend, placements, conda: conda[0] }
}

function destinationOf(source: string, { name, version }: TritonModel): string {
  if (source === 'config.pbtxt') return `${name}/config.pbtxt`
  const isConda = CONDA_NAMES.some((conda) => conda === source)
  return isConda ? 'conda.yaml' : `${name}/${version}/${source}`
}
