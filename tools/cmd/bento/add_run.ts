import { join } from 'node:path'
import { BENTO, MODEL } from '../../core/bento/item_kind.ts'
import { formatTag } from '../../core/bento/tag.ts'
import type { BuiltBento } from '../../node/bento/built_bento.ts'
import { isSameBento, setCreationTime, writeBuilt } from '../../node/bento/built_bento.ts'
import type { Shell } from '../../node/shell.ts'
import { storeOf } from './request.ts'

/** What `rt bento add` is asked to do. */
export interface AddRequest {
  readonly built: BuiltBento
  readonly output: 'default' | 'tag'
}

/**
 * Puts a Bento and its models into the store in one step each, made now. One that is there already stays.
 *
 * @throws ExpectedFailure when the store has another Bento of its tag
 */
export async function addBento({ built, output }: AddRequest, shell: Shell): Promise<void> {
  const { tag } = await storeOf(shell, BENTO).add(
    built.directory,
    (directory) => writeNow(built, directory),
    isSameBento,
  )
  const shown = formatTag(tag)
  shell.stdout.write(
    output === 'tag' ? `__tag__:${shown}\n` : `Successfully built Bento(tag="${shown}").\n`,
  )
}

async function writeNow(built: BuiltBento, directory: string): Promise<void> {
  await writeBuilt(built, directory, 'copied')
  const models = new Set(built.modelFiles.map(({ model }) => join('models', model, MODEL.document)))
  for (const document of [BENTO.document, ...models])
    await setCreationTime(join(directory, document), new Date())
}
