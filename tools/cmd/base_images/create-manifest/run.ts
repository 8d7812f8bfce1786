import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { repositoryOf } from '../../../core/base_images/destination.ts'
import { PACKAGE } from '../../../core/base_images/matrix.ts'
import type { Starter } from '../../../core/base_images/starter.ts'
import { starterManifest } from '../../../core/base_images/starter.ts'
import { ExpectedFailure } from '../../../core/failure.ts'
import { refreshLockFile } from '../../../node/packages/lock_file.ts'
import type { Shell } from '../../../node/shell.ts'
import { workspaceOf } from '../../matrix_request.ts'
import { accept } from '../../option_values.ts'

/** What `rt base-images create-manifest` is asked to do. */
export interface CreateManifestRequest {
  /** Relative to the workspace, or to the current directory without one. */
  readonly manifest: string
  readonly starter: Starter
  readonly overwrite: boolean
}

/**
 * Writes a manifest to start from.
 *
 * @throws ExpectedFailure where there is one, unless it is to be replaced
 */
export function createManifest(request: CreateManifestRequest, shell: Shell): void {
  const { manifest, starter, overwrite } = request
  accept(repositoryOf(starter.registry, '', PACKAGE))
  const path = resolve(workspaceOf(shell), manifest)
  if (existsSync(path) && !overwrite)
    throw new ExpectedFailure({ topic: 'base-images', reason: 'manifest-exists', path: manifest })
  refreshLockFile(path, starterManifest(starter))
  shell.stderr.write(`${shell.context}: ${manifest} is written\n`)
}
