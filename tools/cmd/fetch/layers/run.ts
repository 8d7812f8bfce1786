import { constants } from 'node:fs'
import { copyFile, link, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { layerFileName } from '../../../core/base/layer_file.ts'
import { ExpectedFailure } from '../../../core/failure.ts'
import type { Layer } from '../../../core/layer_set.ts'
import { parseRepository } from '../../../core/reference.ts'
import { fileFailure } from '../../../node/file_failure.ts'
import { readLayerSets } from '../../../node/layout/layer_set_files.ts'
import { transferReporter } from '../../../node/progress/transfer_reporter.ts'
import { mapInParallel } from '../../../node/parallel.ts'
import { LayerCache } from '../../../node/registry/layer_cache.ts'
import { RemoteLayers } from '../../../node/registry/remote_layers.ts'
import type { Shell } from '../../../node/shell.ts'
import type { RegistryFlags } from '../../registry_options.ts'
import { registryOptions } from '../../registry_options.ts'

/** What `rt fetch layers` is asked to do. */
export interface FetchRequest extends RegistryFlags {
  /** A layer set that says where the layers are. */
  readonly layers: string
  /** Directory to write them to. */
  readonly out: string
}

/**
 * Fetches layers through rt's cache, and links or copies them into a directory, each under its
 * {@link layerFileName}.
 *
 * @throws ExpectedFailure when one cannot be fetched, verified or stored
 */
export async function fetchLayers(shell: Shell, request: FetchRequest): Promise<void> {
  const sets = await readLayerSets([request.layers])
  using reporter = transferReporter(shell, 'text')
  const cache = new LayerCache(shell.env)
  using remote = new RemoteLayers(registryOptions(shell, request, reporter), cache, 'prefer')
  const layers = new Map(sets.flatMap((set) => set.layers).map((layer) => [layer.digest, layer]))
  await mapInParallel([...layers.values()], request.jobs, async (layer) => {
    const file = await fetchLayer(layer, remote, cache)
    if (file !== undefined) await place(file, resolve(request.out, layerFileName(layer.digest)))
  })
}

/** The file of a layer in the cache; undefined for a layer that is in no registry. */
async function fetchLayer(
  layer: Layer,
  remote: RemoteLayers,
  cache: LayerCache,
): Promise<string | undefined> {
  if (layer.content.kind !== 'registry') return undefined
  const text = layer.content.repository
  const repository = parseRepository(text)
  if (repository.ok) return cache.fetch(remote.read(repository.value, layer))
  const problem = repository.failure
  throw new ExpectedFailure({ topic: 'registry', reason: 'invalid-repository', text, problem })
}

/** Links a file, or copies it to another disk. */
async function place(file: string, target: string): Promise<void> {
  try {
    await rm(target, { force: true })
    await link(file, target).catch(() => copyFile(file, target, constants.COPYFILE_FICLONE))
  } catch (error) {
    throw fileFailure(target, error)
  }
}
