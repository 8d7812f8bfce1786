import { readFile } from 'node:fs/promises'
import { ExpectedFailure } from '../../core/failure.ts'
import { decodeJsonBytes } from '../../core/json/cursor.ts'
import type { LayerSet } from '../../core/layer_set.ts'
import { readLayerSet } from '../../core/layer_set_json.ts'
import { fileFailure } from '../file_failure.ts'

/**
 * Reads layer-set files, in order.
 *
 * @throws ExpectedFailure when a file is missing or is no layer set
 */
export async function readLayerSets(paths: readonly string[]): Promise<readonly LayerSet[]> {
  return Promise.all(paths.map(readOne))
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
