import type { Failure } from '../failure.ts'
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import { isRunFile } from './artifact_files.ts'

/** One file of an artifact. */
export interface ArtifactFile {
  /** Its path in the artifact. */
  readonly path: string
  /** Where its bytes are. */
  readonly source: string
}

/** A trained model as files. */
export interface Artifact {
  /** Without what was meant for a run of a packager; sorted. */
  readonly files: readonly ArtifactFile[]
  readonly manifest: ArtifactFile | undefined
}

/**
 * Finds the artifact among files: its manifest is at its top.
 *
 * @param found files by their paths from anywhere
 * @param names names that the manifest may have
 * @param without what an artifact without a manifest is: an error, or all that is in its topmost directory, which
 *   is above those that have one of these names
 */
export function findArtifact(
  found: readonly ArtifactFile[],
  names: readonly string[],
  without: 'error' | { readonly whole: readonly string[] },
): Result<Artifact, Failure> {
  const manifests = found.filter(({ path }) => names.includes(path.split('/').at(-1) ?? ''))
  const [manifest, ...others] = manifests.toSorted((a, b) => depth(a) - depth(b) || order(a, b))
  if (manifest === undefined) {
    const files = found.map(({ path }) => path)
    if (without === 'error') return err({ topic: 'packager', reason: 'no-manifest', names, files })
    return ok({ files: below(found, commonDirectory(files, without.whole)), manifest: undefined })
  }
  if (others.length > 0) {
    const all = manifests.map(({ path }) => path)
    return err({ topic: 'packager', reason: 'several-manifests', manifests: all })
  }
  const directory = manifest.path.slice(0, manifest.path.lastIndexOf('/') + 1)
  const outside = found.filter(({ path }) => !path.startsWith(directory)).map(({ path }) => path)
  if (outside.length > 0)
    return err({ topic: 'packager', reason: 'outside-artifact', directory, files: outside })
  const path = manifest.path.slice(directory.length)
  return ok({ files: below(found, directory), manifest: { path, source: manifest.source } })
}

function depth({ path }: ArtifactFile): number {
  return path.split('/').length
}

function order(one: ArtifactFile, other: ArtifactFile): number {
  return one.path < other.path ? -1 : 1
}

function below(found: readonly ArtifactFile[], directory: string): readonly ArtifactFile[] {
  return found
    .map(({ path, source }) => ({ path: path.slice(directory.length), source }))
    .filter(({ path }) => !isRunFile(path))
    .toSorted(order)
}

/** The directory that has all files, with a slash at its end. */
function commonDirectory(paths: readonly string[], inside: readonly string[]): string {
  const [first = [], ...rest] = paths.map((path) => path.split('/').slice(0, -1))
  const end = first.findIndex((part) => inside.includes(part))
  const parts = end === -1 ? [...first] : first.slice(0, end)
  for (const other of rest) {
    const same = parts.findIndex((part, index) => part !== other[index])
    if (same !== -1) parts.length = same
  }
  return parts.map((part) => `${part}/`).join('')
}
