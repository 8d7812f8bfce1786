import { ExpectedFailure } from '../../../core/failure.ts'
import type { WantedPlatform } from '../../../core/oci/choose_platform.ts'
import { MAX_LAYERS } from '../../../core/oci/configure.ts'
import { writeTextFile } from '../../../node/layer/text_file.ts'
import { readBaseImage } from '../../../node/layout/base_image.ts'
import { readLayerSets } from '../../../node/layout/layer_set_files.ts'
import { openLayout } from '../../../node/layout/layout_source.ts'

/** What `rt layer budget` is asked to do. Paths are relative to the execution root. */
export interface BudgetRequest {
  /** File for the number. */
  readonly out: string
  /** Layout directory of the base. */
  readonly base: string | undefined
  /** Which image of a base that is an index. */
  readonly platform: WantedPlatform
  /** Layer sets that go into the same image. */
  readonly layers: readonly string[]
  /** More layers of the same image, which are not known yet. */
  readonly reserve: number
  /** The number is never larger than this. */
  readonly most: number
}

/**
 * Writes how many layers weights may have: what the base and the other layers of the image leave of the
 * most that engines mount, and not more than `most`. A file of its own, so that weights are read again
 * only when the number changes, and not whenever the base does.
 *
 * @throws ExpectedFailure when no layer is left, or the base or a layer set cannot be read
 */
export async function writeBudget(request: BudgetRequest): Promise<void> {
  const base = await countBase(request)
  const sets = await readLayerSets(request.layers)
  const others = sets.reduce((sum, { layers }) => sum + layers.length, 0) + request.reserve
  const left = MAX_LAYERS - base - others
  if (left < 1) throw tooManyLayers(base, others)
  writeTextFile(request.out, `${Math.min(left, request.most)}\n`)
}

async function countBase({ base, platform }: BudgetRequest): Promise<number> {
  if (base === undefined) return 0
  const image = await readBaseImage(await openLayout({ directory: base }), platform, base)
  return image.manifest.layers.length
}

/** With one layer of weights, which is the least. */
function tooManyLayers(base: number, others: number): ExpectedFailure {
  const layers = base + others + 1
  return new ExpectedFailure({
    topic: 'image',
    reason: 'too-many-layers',
    layers,
    base,
    limit: MAX_LAYERS,
  })
}
