import type { LayerBinaries } from '../../core/binary/layer_binaries.ts'
import type { DebLayerOptions, DebLayerPlan } from '../../core/deb/layer_plan.ts'
import { planDebLayer } from '../../core/deb/layer_plan.ts'
import type { UnpackedPackage } from '../../core/deb/unpacked.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import type { Codec } from '../../core/layer/codec.ts'
import { layerParts } from '../../core/deb/layer_parts.ts'
import type { WrittenLayer } from '../layer/write_layer.ts'
import { packingPool } from '../layer/packed_chunks.ts'
import { writeLayer } from '../layer/write_layer.ts'
import { readPackages } from './read_packages.ts'
import { Spool } from './spool.ts'
import { spooledBinaries } from './spooled_binaries.ts'

/** A layer of Debian packages that is to be written. */
export interface DebLayerJob {
  /** Paths of .deb files. */
  readonly debs: readonly string[]
  readonly options: DebLayerOptions
  readonly codec: Codec
  /** The file to write. Beside it, the contents of the packages are kept until it is there. */
  readonly out: string
  /** Most worker threads; 0 does everything on this thread. */
  readonly workers: number
  readonly signal: AbortSignal
}

/** A layer that is written, and what it has. */
export interface WrittenDebLayer extends WrittenLayer {
  readonly packages: readonly UnpackedPackage[]
  readonly binaries: LayerBinaries
}

/**
 * Writes the layer that installing packages in an empty system would leave behind, without running their
 * scripts.
 *
 * @throws ExpectedFailure when a package cannot be read or does not fit, two have the same file, the disk
 *   is full, or it is interrupted
 */
export async function writeDebLayer(job: DebLayerJob): Promise<WrittenDebLayer> {
  const { debs, options, codec, out, workers, signal } = job
  using spool = new Spool(`${out}.contents`)
  const { architecture } = options
  const { packages, extra } = await readPackages({ debs, architecture, spool, signal })
  const planned = planDebLayer(packages, extra, options)
  if (!planned.ok) throw new ExpectedFailure(planned.failure)
  const plan = spoolTexts(planned.value, spool)
  const parts = layerParts(spool.path, plan)
  await using pool = packingPool(workers)
  const written = await writeLayer({ parts, codec, out, pool, signal })
  return { ...written, packages, binaries: spooledBinaries(plan, spool) }
}

/** Gives the texts of a plan a place in the spool too. */
function spoolTexts(plan: DebLayerPlan, spool: Spool): DebLayerPlan {
  const texts = Array.from(plan.texts, ([source, text]) => {
    return [source, spool.add(Buffer.from(text))] as const
  })
  return { ...plan, ranges: new Map([...plan.ranges, ...texts]) }
}
