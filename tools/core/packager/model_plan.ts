import type { Failure } from '../failure.ts'
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import type { ArtifactFile } from './artifact.ts'
import type { ModelManifest } from './manifest.ts'
import type { Packaging } from './packaging.ts'

/** What becomes of an artifact and its document in an image. */
export interface ImagePlan {
  /** Files by their paths in the image. */
  readonly files: readonly ArtifactFile[]
  /** `KEY=VALUE`. */
  readonly env: readonly string[]
  readonly entrypoint: readonly string[]
  readonly cmd: readonly string[]
  readonly ports: readonly string[]
  /** What a template of the image's name may use. */
  readonly name: string
  readonly version: string
  readonly check: EntrypointCheck
}

/** How the entrypoint is imported to check it, as `check_entrypoint.py` reads it. */
export interface EntrypointCheck {
  readonly module: string
  /** The working directory, from the root of the image. */
  readonly directory: string
  /** The directory that modules are found in, from the root of the image. */
  readonly path: string
  /** Variables; `{root}` stands for the directory that the root of the image is in. */
  readonly env: Readonly<Record<string, string>>
  /** What the module must have. */
  readonly functions: readonly string[]
}

/** What every model has. */
const FUNCTIONS = ['init', 'predict_on_matrix', 'info']

/** Where the service expects its model; the module that gunicorn loads imports it by this name. */
const REST_MODEL = 'odahuflow_model'
const APP = 'app'

/** Plans an image of docker-rest: the service, and the model beside it. */
export function planRest(
  { arguments: values }: Packaging,
  manifest: ModelManifest,
  files: readonly ArtifactFile[],
): ImagePlan {
  const text = (name: string): string => String(values[name] ?? '')
  return {
    files: inWorkDir(files, manifest).map(({ path, source }) => ({
      path: `${APP}/${REST_MODEL}/${path}`,
      source,
    })),
    env: [
      ...modelEnv(manifest),
      `MODEL_LOCATION=${REST_MODEL}`,
      `MODEL_ENTRYPOINT=${manifest.entrypoint}`,
      'PYTHONUNBUFFERED=1',
    ],
    entrypoint: ['gunicorn'],
    cmd: [
      ...['--pythonpath', `/${APP}/`, '--timeout', text('timeout')],
      ...['-b', `${text('host')}:${text('port')}`],
      ...['-w', text('workers'), '--threads', text('threads')],
      ...['odahuflow_handler:app', '--access-logfile', '-'],
    ],
    ports: [text('port')],
    name: manifest.name,
    version: manifest.version,
    check: {
      module: `${REST_MODEL}.${manifest.entrypoint}`,
      directory: APP,
      path: APP,
      env: { MODEL_LOCATION: REST_MODEL },
      functions: FUNCTIONS,
    },
  }
}

/** Plans an image of docker-cli: the whole artifact once, and `invoke`. */
export function planCli(manifest: ModelManifest, files: readonly ArtifactFile[]): ImagePlan {
  const directory = `${APP}/gppi`
  const workDir = manifest.workDir === '.' ? '' : `/${manifest.workDir}`
  return {
    files: files.map(({ path, source }) => ({ path: `${directory}/${path}`, source })),
    env: [
      ...modelEnv(manifest),
      `MODEL_LOCATION=/${directory}${workDir}`,
      `MODEL_ENTRYPOINT=${manifest.entrypoint}`,
    ],
    entrypoint: ['invoke'],
    cmd: [],
    ports: [],
    name: manifest.name,
    version: manifest.version,
    check: {
      module: manifest.entrypoint,
      directory: APP,
      path: `${directory}${workDir}`,
      env: { MODEL_LOCATION: `{root}/${directory}${workDir}` },
      functions: FUNCTIONS,
    },
  }
}

function modelEnv({ name, version }: ModelManifest): readonly string[] {
  return [`ODAHU_MODEL_NAME=${name}`, `ODAHU_MODEL_VERSION=${version}`]
}

/** The files of the directory of the model, by their paths in it. */
function inWorkDir(
  files: readonly ArtifactFile[],
  { workDir }: ModelManifest,
): readonly ArtifactFile[] {
  if (workDir === '.') return files
  return files
    .filter(({ path }) => path.startsWith(`${workDir}/`))
    .map(({ path, source }) => ({ path: path.slice(workDir.length + 1), source }))
}

/** Checks that what the manifest names is there. */
export function checkParts(
  manifest: ModelManifest,
  files: readonly ArtifactFile[],
  manifestPath: string,
): Result<true, readonly Failure[]> {
  const paths = new Set(files.map(({ path }) => path))
  const missing: Failure[] = []
  const miss = (key: string, path: string): void => {
    missing.push({ topic: 'packager', reason: 'missing-part', key, path, manifest: manifestPath })
  }
  const { condaPath, entrypoint, workDir } = manifest
  if (!paths.has(condaPath)) miss('conda_path', condaPath)
  const inDirectory = inWorkDir(files, manifest).map(({ path }) => path)
  const module = entrypoint.replaceAll('.', '/')
  if (inDirectory.length === 0) miss('workDir', workDir)
  else if (!inDirectory.some((path) => isModule(path, module))) miss('entrypoint', entrypoint)
  return missing.length === 0 ? ok(true) : err(missing)
}

/** A module is a file, or a package; either may be compiled. */
function isModule(path: string, module: string): boolean {
  if (!path.startsWith(module)) return false
  return /^(?:\/__init__)?\.(?:py|pyc|[\w.-]*so)$/.test(path.slice(module.length))
}
