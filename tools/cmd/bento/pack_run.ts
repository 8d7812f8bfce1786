import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BENTO } from '../../core/bento/item_kind.ts'
import { formatTag } from '../../core/bento/tag.ts'
import type { BuiltBento } from '../../node/bento/built_bento.ts'
import { writeBuilt } from '../../node/bento/built_bento.ts'
import type { Shell } from '../../node/shell.ts'
import { exportItem } from './export_run.ts'
import { storeOf } from './request.ts'

/** What `rt bento pack` is asked to do. */
export interface PackRequest {
  readonly built: BuiltBento
  /** A file, or a directory to write NAME-VERSION.bento into; the current one if not given. */
  readonly out: string | undefined
}

/**
 * Exports a Bento from a store that has nothing else, and that goes afterwards.
 *
 * @throws ExpectedFailure when the file cannot be written
 */
export async function packBento({ built, out }: PackRequest, shell: Shell): Promise<void> {
  const { signal, stdout, workingDirectory } = shell
  await using home = await mkdtempDisposable(join(tmpdir(), 'rt-bento-'))
  const inside = { signal, stdout, workingDirectory, env: { BENTOML_HOME: home.path } }
  const { tag } = await storeOf(inside, BENTO).add(built.directory, (directory) =>
    writeBuilt(built, directory, 'copied'),
  )
  await exportItem({ kind: BENTO, tag: formatTag(tag), out }, inside)
}
