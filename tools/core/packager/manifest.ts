import type { Mistakes } from '../document/mistakes.ts'
import type { DocumentNode, MapNode, Position } from '../document/node.ts'
import { present, readMap } from '../document/read.ts'
import { parseYaml } from '../document/yaml.ts'

/** Names of the file that describes a trained model (GPPI, the General Python Prediction Interface). */
export const MANIFEST_NAMES = ['odahuflow.project.yaml', 'odahuflow.project.yml'] as const

/** What a trained model says of itself. */
export interface ModelManifest {
  readonly name: string
  readonly version: string
  /** Directory of the artifact that holds the model, relative. */
  readonly workDir: string
  /** Module in `workDir` that has `init` and so on. */
  readonly entrypoint: string
  /** Path of the conda environment in the artifact. */
  readonly condaPath: string
}

/**
 * Reads the manifest of a trained model. Its messages are those of ODAHU's packagers; keys that it does not know
 * are ignored, as they are by them, since each training toolchain adds its own.
 */
export function readManifest(
  file: string,
  text: string,
  mistakes: Mistakes,
): ModelManifest | undefined {
  const start: Position = { file, line: 1, column: 1 }
  const documents = parseYaml(file, text, mistakes)
  const [document] = documents
  if (documents.length > 1) {
    return mistakes.add(start, incorrect('more than one document'))
  }
  if (document?.kind !== 'map') {
    if (mistakes.errors.length > 0) return undefined
    return mistakes.add(document?.at ?? start, incorrect('it must be a mapping'))
  }
  const condaPath = readBinaries(document, mistakes)
  const model = present(document, 'model')
  if (model === undefined) mistakes.add(document.at, 'Model section is not set')
  if (present(document, 'odahuflowVersion') === undefined) {
    mistakes.add(document.at, 'odahuflowVersion is not set')
  }
  const section = model === undefined ? undefined : readMap(model, 'model', mistakes)
  if (section === undefined || condaPath === undefined) return undefined
  return readModel(section, condaPath, mistakes)
}

function incorrect(problem: string): string {
  return `Odahu manifest file is in incorrect format: ${problem}`
}

function readBinaries(document: MapNode, mistakes: Mistakes): string | undefined {
  const node = present(document, 'binaries')
  if (node === undefined) return mistakes.add(document.at, incorrect('binaries: field required'))
  const binaries = readMap(node, 'binaries', mistakes)
  if (binaries === undefined) return undefined
  for (const [key, expected] of [
    ['type', 'python'],
    ['dependencies', 'conda'],
  ] as const) {
    const value = present(binaries, key)
    const what = key === 'type' ? 'binaries type' : 'dependencies type'
    if (value === undefined) {
      mistakes.add(binaries.at, incorrect(`binaries -> ${key}: field required`))
    } else if (scalarText(value) !== expected) {
      mistakes.add(value.at, `Unsupported model ${what}: ${scalarText(value) ?? '?'}`, {
        accepted: expected,
      })
    }
  }
  const condaPath = present(binaries, 'conda_path')
  if (condaPath === undefined) return mistakes.add(binaries.at, 'Conda path is not set')
  return readPath(condaPath, 'conda_path', mistakes)
}

function readModel(
  model: MapNode,
  condaPath: string,
  mistakes: Mistakes,
): ModelManifest | undefined {
  const field = (key: string): string | undefined => {
    const node = present(model, key)
    const text = node === undefined ? undefined : scalarText(node)
    if (text !== undefined && text !== '') return text
    return mistakes.add(node?.at ?? model.at, incorrect(`model -> ${key}: field required`))
  }
  const [name, version] = [field('name'), field('version')]
  const entrypoint = field('entrypoint')
  const workDirNode = present(model, 'workDir')
  const workDir = field('workDir')
  if (workDirNode !== undefined && workDir !== undefined) {
    if (readPath(workDirNode, 'workDir', mistakes) === undefined) return undefined
  }
  if (
    entrypoint !== undefined &&
    !/^[\p{L}_][\p{L}\p{N}_]*(\.[\p{L}_][\p{L}\p{N}_]*)*$/u.test(entrypoint)
  ) {
    mistakes.add(
      present(model, 'entrypoint')?.at ?? model.at,
      `entrypoint is not the name of a module`,
    )
  }
  if (name === undefined || version === undefined) return undefined
  if (entrypoint === undefined || workDir === undefined) return undefined
  return { name, version, workDir: normalize(workDir), entrypoint, condaPath }
}

/** A path inside the artifact; anything that leads out is a mistake. */
function readPath(node: DocumentNode, what: string, mistakes: Mistakes): string | undefined {
  const text = scalarText(node) ?? ''
  const parts = text.split('/')
  if (text === '' || text.startsWith('/') || parts.includes('..') || text.includes('\0')) {
    return mistakes.add(node.at, `${what} must be a path inside the artifact`)
  }
  return normalize(text)
}

function normalize(path: string): string {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.')
  return parts.join('/') || '.'
}

/** A version that looks like a number is a text as well. */
function scalarText(node: DocumentNode): string | undefined {
  return node.kind === 'text' ? node.value : node.kind === 'number' ? node.source : undefined
}
