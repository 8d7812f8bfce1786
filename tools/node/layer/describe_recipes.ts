import type { LayerBinaries } from '../../core/binary/layer_binaries.ts'
import type { Digest } from '../../core/digest.ts'
import { diffIdOf } from '../../core/digest.ts'
import type { Attributes, Entry, FileEntry, ImagePath } from '../../core/entries/entry.ts'
import { keyOfSource } from '../../core/entries/source_keys.ts'
import { buildTree } from '../../core/entries/tree.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import type { SizedFile } from '../../core/layer/bundles.ts'
import { describeEntries } from '../../core/layer/description.ts'
import { tarMeasure } from '../../core/layer/tar_measure.ts'
import type { TarPart } from '../../core/layer/tar_parts.ts'
import { tarParts } from '../../core/layer/tar_parts.ts'
import type { Group, WeightLimits } from '../../core/layer/weight_plan.ts'
import { planWeights } from '../../core/layer/weight_plan.ts'
import type { Layer, Part } from '../../core/layer_set.ts'
import { layerMediaType } from '../../core/media_types.ts'
import { binariesOfEntries } from '../binary/entry_binaries.ts'
import { acceptTree } from './collect.ts'
import { hashLayers, sizeOfTar } from './hash_layers.ts'
import { recipeOf } from './recipe.ts'
import { sourceSizes } from './source_sizes.ts'

/** What {@link describeRecipes} is asked to do. */
export interface RecipeRequest {
  readonly files: readonly FileEntry[]
  /** How their sources, or the directories that these are in, are found later. */
  readonly keys: ReadonlyMap<string, string>
  readonly limits: WeightLimits
  /** What the directories above the files get. */
  readonly ownerOf: (path: ImagePath) => Attributes
  /** Most worker threads. */
  readonly workers: number
  readonly signal: AbortSignal
}

/**
 * Describes files as layers that are never written: every file is read once, for the digest of its layer.
 *
 * @throws ExpectedFailure when a file is missing, unreadable or changes meanwhile, or the layers are too many
 */
export async function describeRecipes(request: RecipeRequest): Promise<readonly Layer[]> {
  const { files, keys, workers, signal } = request
  const sizes = sourceSizes(files)
  const drafts = groupFiles(sizes, request).map((entries) => ({
    description: describeEntries(entries),
    parts: [...tarParts(entries, sizes)],
    binaries: binariesOfEntries(entries),
  }))
  const recipes = drafts.map(({ parts }) => recipeOf(parts, (source) => keyIn(keys, source)))
  const digests = await hashLayers(
    drafts.map(({ parts }) => parts),
    { workers, signal },
  )
  return drafts.map((draft, index) => layerOf(draft, digests[index], recipes[index]))
}

function keyIn(keys: ReadonlyMap<string, string>, source: string): string {
  const key = keyOfSource(keys, source)
  if (key !== undefined) return key
  throw new ExpectedFailure({ topic: 'weights', reason: 'keyless-source', source })
}

/** A layer before its digest is known. */
interface Draft {
  readonly description: string
  readonly binaries: LayerBinaries
  readonly parts: readonly TarPart[]
}

/** The entries of each layer, directories included. */
function groupFiles(
  sizes: ReadonlyMap<string, number>,
  { files, limits, ownerOf }: RecipeRequest,
): readonly (readonly Entry[])[] {
  const sized = files.map((entry) => ({ ...entry, size: sizes.get(entry.source ?? '') ?? 0 }))
  const treeOf = (group: Group<FileEntry>): readonly Entry[] =>
    acceptTree(buildTree(group, ownerOf))
  const groups = planWeights<FileEntry & SizedFile>(sized, limits, tarMeasure(sizes, ownerOf))
  if (!groups.ok) throw new ExpectedFailure(groups.failure)
  return groups.value.map(treeOf)
}

function layerOf(
  { description, parts, binaries }: Draft,
  digest: Digest | undefined,
  recipe: readonly Part[] | undefined,
): Layer {
  if (digest === undefined || recipe === undefined)
    throw new TypeError(`Nothing is known of "${description}"`)
  return {
    mediaType: layerMediaType('none'),
    digest,
    size: sizeOfTar(parts),
    diffId: diffIdOf(digest),
    annotations: {},
    description,
    content: { kind: 'recipe', parts: recipe },
    binaries,
  }
}
