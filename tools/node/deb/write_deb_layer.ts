import type { LayerBinaries } from '../../core/binary/layer_binaries.ts'
import { CERTIFICATE_BUNDLE, certificatesOf } from '../../core/deb/certificates.ts'
import type { DebLayerOptions, DebLayerPlan, WrittenFile } from '../../core/deb/layer_plan.ts'
import { planDebLayer } from '../../core/deb/layer_plan.ts'
import type { UnpackedPackage } from '../../core/deb/unpacked.ts'
import { compareBytes } from '../../core/entries/image_path.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import type { Codec } from '../../core/layer/codec.ts'
import { layerParts } from '../../core/deb/layer_parts.ts'
import { stopIfInterrupted } from '../layer/interruption.ts'
import type { WrittenLayer } from '../layer/write_layer.ts'
import { packingPool } from '../layer/packed_chunks.ts'
import { writeLayer } from '../layer/write_layer.ts'
import { Spool } from './spool.ts'
import { spooledBinaries } from './spooled_binaries.ts'
import { unpackDeb } from './unpack_deb.ts'

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
  const packages: UnpackedPackage[] = []
  for (const deb of debs) {
    stopIfInterrupted(signal)
    packages.push(await unpackDeb(deb, spool))
  }
  packages.sort((a, b) => compareBytes(a.name, b.name))
  checkPackages(packages, options.architecture)
  const planned = planDebLayer(packages, bundleOf(packages, spool), options)
  if (!planned.ok) throw new ExpectedFailure(planned.failure)
  const plan = spoolTexts(planned.value, spool)
  const parts = layerParts(spool.path, plan)
  await using pool = packingPool(workers)
  const written = await writeLayer({ parts, codec, out, pool, signal })
  return { ...written, packages, binaries: spooledBinaries(plan, spool) }
}

function checkPackages(packages: readonly UnpackedPackage[], wanted: string): void {
  for (const [index, { name, file, architecture }] of packages.entries()) {
    const next = packages[index + 1]
    if (next?.name === name) {
      const files = [file, next.file]
      throw new ExpectedFailure({ topic: 'debian', reason: 'twice', name, files })
    }
    if (architecture !== wanted && architecture !== 'all') {
      const reason = 'wrong-architecture'
      throw new ExpectedFailure({ topic: 'debian', reason, file, architecture, wanted })
    }
  }
}

/** Gives the texts of a plan a place in the spool too. */
function spoolTexts(plan: DebLayerPlan, spool: Spool): DebLayerPlan {
  const texts = Array.from(plan.texts, ([source, text]) => {
    return [source, spool.add(Buffer.from(text))] as const
  })
  return { ...plan, ranges: new Map([...plan.ranges, ...texts]) }
}

/** The file of all certificates, each with a newline at its end; none where no package has certificates. */
function bundleOf(packages: readonly UnpackedPackage[], spool: Spool): readonly WrittenFile[] {
  const certificates = packages.flatMap(({ members }) => certificatesOf(members))
  if (certificates.length === 0) return []
  const texts = certificates.flatMap(({ content }) =>
    content === undefined ? [] : Buffer.from(spool.read(content)).toString().replace(/\n?$/, '\n'),
  )
  return [{ path: CERTIFICATE_BUNDLE, text: texts.join('') }]
}
