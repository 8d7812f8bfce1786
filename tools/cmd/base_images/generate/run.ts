import { existsSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describeImages } from '../../../core/base_images/made_of.ts'
import { describeMatrix } from '../../../core/base_images/metadata.ts'
import type { GeneratedFile } from '../../../core/base_images/outputs.ts'
import { renderReadme } from '../../../core/base_images/readme.ts'
import { ExpectedFailure } from '../../../core/failure.ts'
import type { PackageLock } from '../../../core/packages/lock.ts'
import { parsePackageLock } from '../../../core/packages/lock.ts'
import { formatRepository } from '../../../core/reference.ts'
import { refreshLockFile } from '../../../node/packages/lock_file.ts'
import type { Shell } from '../../../node/shell.ts'
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
  const described = describeImages(matrix, lockFinder(dirname(manifest), root))
  const places = { manifest: relative(root, manifest), generatedDir }
  const metadata = describeMatrix(matrix, places)
  return [
    ...described.map(({ path, text }) => ({ path: `${generatedDir}/${path}`, text })),
    readme(generatedDir),
    readme(docsDir),
    ...(dumpMetadata ? metadata : []),
  ]
}

/** Reads each lock once. */
function lockFinder(folder: string, root: string): (path: string) => PackageLock | undefined {
  const known = new Map<string, PackageLock | undefined>()
  return (path) => {
    if (!known.has(path)) known.set(path, readLock(join(folder, path), root))
    return known.get(path)
  }
}

function readLock(path: string, root: string): PackageLock | undefined {
  if (!existsSync(path)) return undefined
  const lock = parsePackageLock(readFileSync(path))
  if (lock.ok) return lock.value
  throw new ExpectedFailure({
    topic: 'base-images',
    reason: 'unreadable-lock',
    path: relative(root, path),
    problem: lock.failure,
  })
}
