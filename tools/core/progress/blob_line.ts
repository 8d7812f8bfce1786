import { formatBytes, formatSeconds } from './format.ts'

/** A blob on its way. */
export interface BlobProgress {
  /** What it is, such as `layer sha256:0123456789ab`. */
  readonly label: string
  readonly size: number
  /** Bytes that are done. */
  readonly done: number
  /** Bytes that were done when this try began, and so tell nothing about the speed. */
  readonly skipped: number
  /** Seconds since this try began. */
  readonly seconds: number
}

/**
 * The live line of a blob: how far it is, how fast, how long it will take.
 *
 * @param columns width of the terminal, which the line does not exceed
 */
export function blobLine(progress: BlobProgress, columns: number): string {
  const { label, size, done, seconds } = progress
  const percent = size === 0 ? 100 : Math.floor((done / size) * 100)
  const speed = seconds > 0 ? (done - progress.skipped) / seconds : 0
  const parts = [
    label,
    `${String(percent).padStart(3)} %`,
    `${formatBytes(done)} of ${formatBytes(size)}`,
    ...(speed > 0
      ? [`${formatBytes(speed)}/s`, `${formatSeconds((size - done) / speed)} left`]
      : []),
  ]
  return parts.join('  ').slice(0, Math.max(columns - 1, 0))
}
