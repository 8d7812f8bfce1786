import { readFile } from 'node:fs/promises'
import { ExpectedFailure } from '../../core/failure.ts'
import { decodeJsonBytes } from '../../core/json/cursor.ts'
import type { LayerSet } from '../../core/layer_set.ts'
import { parseLayerSetName, withScope } from '../../core/layer_scope.ts'
import { readLayerSet } from '../../core/layer_set_json.ts'
import { fileFailure } from '../file_failure.ts'

/**
 * Reads layer-set files, in order.
 *
 * @param names paths, or `SCOPE<TAB>PATH` to put the keys of a file below a scope
 * @param locate turns a name's path into one to open: for keys under `bazel run`, the runfiles
 * @throws ExpectedFailure when a file is missing or is no layer set
 */
export async function readLayerSets(
  names: readonly string[],
  locate: (path: string) => string = (path) => path,
): Promise<readonly LayerSet[]> {
  return Promise.all(
    names.map(async (name) => {
      const { scope, file } = parseLayerSetName(name)
      return withScope(await readOne(locate(file)), scope)
    }),
  )
}

async function readOne(path: string): Promise<LayerSet> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw fileFailure(path, error)
  })
  const set = decodeJsonBytes(bytes, readLayerSet)
  if (set.ok) return set.value
  throw new ExpectedFailure({
    topic: 'image',
    reason: 'malformed-document',
    document: `layer set "${path}"`,
    problem: set.failure,
  })
}
