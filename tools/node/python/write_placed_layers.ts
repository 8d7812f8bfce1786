import { mkdirSync } from 'node:fs'
import type { LayerProgram } from '../../core/binary/describe_program.ts'
import { describeProgram, listedPrograms } from '../../core/binary/describe_program.ts'
import { isExecutable } from '../../core/binary/script.ts'
import type { LayerBinaries } from '../../core/binary/layer_binaries.ts'
import { isLinkOfInterest } from '../../core/binary/layer_binaries.ts'
import type { Entry } from '../../core/entries/entry.ts'
import { buildTree } from '../../core/entries/tree.ts'
import type { Codec } from '../../core/layer/codec.ts'
import type { Layer } from '../../core/layer_set.ts'
import { layerMediaType } from '../../core/media_types.ts'
import type { PlacedFile } from '../../core/python/placed_file.ts'
import { placedEntry, placedParts } from '../../core/python/placed_file.ts'
import { FileWindows } from '../binary/file_windows.ts'
import { acceptTree } from '../layer/collect.ts'
import { packingPool } from '../layer/packed_chunks.ts'
import { writeLayer } from '../layer/write_layer.ts'

/** A layer to be written. */
export interface PlacedGroup {
  readonly files: readonly PlacedFile[]
  /** Links and directories. */
  readonly others?: readonly Entry[]
  readonly description: string
}

/** Where layers go, and how. */
export interface PlacedJob {
  readonly groups: readonly PlacedGroup[]
  readonly codec: Codec
  /** A directory for them, which is made. */
  readonly out: string
  /** How that directory is found later. */
  readonly key: string
  readonly workers: number
  readonly signal: AbortSignal
}

const EXTENSIONS = { none: '.tar', gzip: '.tar.gz', zstd: '.tar.zst' } as const

/**
 * Writes layers of files whose bytes are runs of other files.
 *
 * @throws ExpectedFailure when the disk is full, or it is interrupted
 */
export async function writePlacedLayers(job: PlacedJob): Promise<readonly Layer[]> {
  mkdirSync(job.out, { recursive: true })
  await using pool = packingPool(job.workers)
  const layers: Layer[] = []
  for (const [index, { files, others = [], description }] of job.groups.entries()) {
    const name = `${index}${EXTENSIONS[job.codec.compression]}`
    const { codec, signal } = job
    const entries = acceptTree(buildTree([...files.map(placedEntry), ...others]))
    const slices = new Map(files.map(({ path, slice }) => [path as string, slice]))
    const parts = placedParts(entries, slices)
    const written = await writeLayer({ parts, codec, out: `${job.out}/${name}`, pool, signal })
    layers.push({
      ...written,
      mediaType: layerMediaType(codec.compression),
      annotations: {},
      description,
      content: { kind: 'blob', file: `${job.key}/${name}` },
      binaries: placedBinaries(entries, files),
    })
  }
  return layers
}

function placedBinaries(entries: readonly Entry[], files: readonly PlacedFile[]): LayerBinaries {
  const links = entries.flatMap((entry) =>
    entry.kind === 'link' && isLinkOfInterest(entry.path)
      ? [{ path: entry.path, target: entry.target, kind: 'symbolic' as const }]
      : [],
  )
  using holders = new Holders()
  const sorted = files.toSorted((a, b) => (a.path < b.path ? -1 : 1))
  const found = sorted.map((file) => holders.describe(file))
  return { ...listedPrograms(found), links, removed: [] }
}

/** Opens each file that holds contents once. */
class Holders implements Disposable {
  readonly #open = new Map<string, FileWindows>()

  describe({ path, mode, slice }: PlacedFile): LayerProgram | undefined {
    if (/\.pyc?$/.test(path) && !isExecutable(mode)) return undefined
    const { file, offset: start, size } = slice
    // An empty file has no source.
    if (size === 0) return undefined
    const holder = this.#open.get(file) ?? FileWindows.open(file)
    this.#open.set(file, holder)
    const windows = {
      size,
      read: (offset: number, length: number): Uint8Array =>
        holder.read(start + offset, Math.max(0, Math.min(length, size - offset))),
    }
    return describeProgram(path, mode, windows)
  }

  [Symbol.dispose](): void {
    for (const holder of this.#open.values()) holder[Symbol.dispose]()
  }
}
