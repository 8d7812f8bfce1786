import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { keepBuilt } from '../../../core/base_images/built.ts'
import { describeMatrix } from '../../../core/base_images/metadata.ts'
import type { GeneratedFile } from '../../../core/base_images/outputs.ts'
import { renderReadme } from '../../../core/base_images/readme.ts'
import { formatRepository } from '../../../core/reference.ts'
import { refreshLockFile } from '../../../node/packages/lock_file.ts'
import type { Shell } from '../../../node/shell.ts'
import { describeMatrixImages } from '../../matrix_descriptions.ts'
import type { MatrixRequest, RequestedMatrix } from '../../matrix_request.ts'
import { readMatrix, workspaceOf } from '../../matrix_request.ts'

/** What `rt base-images generate` is asked to do. */
export interface GenerateRequest {
  readonly matrix: MatrixRequest
  /** Directories below the workspace, or the current one. */
  readonly generatedDir: string
  readonly docsDir: string
  readonly dumpMetadata: boolean
  /** Whether what was generated before is removed first. */
  readonly overwrite: boolean
  /** Whether nothing is written. */
  readonly dryRun: boolean
}

/**
 * Writes what the images are made of, and a README that lists them.
 *
 * @throws ExpectedFailure for mistakes in the manifest and in lock files; nothing is written then
 */
export function generateFiles(request: GenerateRequest, shell: Shell): void {
  const root = workspaceOf(shell)
  const requested = readMatrix(request.matrix, shell)
  const files = filesOf(request, requested, root)
  const { package: name, images } = requested.matrix
  if (request.overwrite && !request.dryRun)
    rmSync(resolve(root, request.generatedDir, name), { recursive: true, force: true })
  const written = files.filter(({ path, text }) => {
    const isNew = !request.dryRun && refreshLockFile(resolve(root, path), text)
    if (request.matrix.verbosity > 0 || request.dryRun) shell.stderr.write(`${path}\n`)
    return isNew
  })
  const what = request.dryRun ? 'would be written' : `of which ${written.length} are new`
  shell.stderr.write(
    `${shell.context}: ${files.length} files for ${images.length} images, ${what}\n`,
  )
}

function filesOf(
  { generatedDir, docsDir, dumpMetadata }: GenerateRequest,
  { matrix, repositories: [repository], path: manifest }: RequestedMatrix,
  root: string,
): readonly GeneratedFile[] {
  const { package: name } = matrix
  const readme = (folder: string): GeneratedFile => {
    const links = relative(join(root, folder, name), join(root, generatedDir)) || '.'
    const text = renderReadme({ ...matrix, package: formatRepository(repository) }, links)
    return { path: `${folder}/${name}/README.md`, text }
  }
  const places = { manifest: relative(root, manifest), generatedDir }
  const metadata = describeMatrix(matrix, places)
  return [
    ...describeMatrixImages({ matrix, path: manifest }, root).map((file) => {
      const path = `${generatedDir}/${file.path}`
      return { path, text: keepBuilt(file.text, textOf(resolve(root, path))) }
    }),
    readme(generatedDir),
    readme(docsDir),
    ...(dumpMetadata ? metadata : []),
  ]
}

function textOf(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}
