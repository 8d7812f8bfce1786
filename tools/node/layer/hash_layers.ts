import type { Digest } from '../../core/digest.ts'
import type { TarPart } from '../../core/layer/tar_parts.ts'
import { sizeOfTarPart } from '../../core/layer/tar_parts.ts'
import { HASH_PARTS } from '../blob/part_reader.ts'
import { whenInterrupted } from './interruption.ts'
import type { JobRunner } from '../pool/pool.ts'
import { INLINE_RUNNER, WorkerPool } from '../pool/pool.ts'

/** Below this many bytes in all, starting threads takes longer than hashing. */
const WORTH_THREADS = 32 * 1024 * 1024

/**
 * Hashes tars that are never written, several at a time, the biggest first.
 *
 * @param options.workers most threads; 0 hashes on this one
 * @param options.signal stops the work when aborted
 * @returns the digests, in the order of the layers
 * @throws ExpectedFailure when a file is missing, unreadable, or changes meanwhile, or when it is interrupted
 */
export async function hashLayers(
  layers: readonly (readonly TarPart[])[],
  { workers, signal }: { readonly workers: number; readonly signal: AbortSignal },
): Promise<readonly Digest[]> {
  const sized = layers.map((parts, index) => ({ parts, index, size: sizeOfTar(parts) }))
  const total = sized.reduce((sum, { size }) => sum + size, 0)
  await using runner = runnerFor(total, Math.min(workers, layers.length))
  const digests = new Map<number, Digest>()
  const hashed = sized
    .toSorted((a, b) => b.size - a.size)
    .map(async ({ parts, index }) => {
      digests.set(index, await runner.run(HASH_PARTS, { parts }))
    })
  await Promise.race([Promise.all(hashed), whenInterrupted(signal)])
  return sized.map(({ index }) => digests.get(index)).filter((digest) => digest !== undefined)
}

/** Bytes of a tar. */
export function sizeOfTar(parts: readonly TarPart[]): number {
  return parts.reduce((sum, part) => sum + sizeOfTarPart(part), 0)
}

function runnerFor(bytes: number, workers: number): JobRunner {
  return workers === 0 || bytes < WORTH_THREADS ? INLINE_RUNNER : new WorkerPool(workers)
}
