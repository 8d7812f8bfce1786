import { formatBytes, formatSeconds } from './format.ts'

/** How far a push of several images is. */
export interface Overall {
  /** Blobs that are to be sent, and that have been. */
  readonly blobs: number
  readonly sent: number
  /** Bytes of those blobs, and bytes that are done. */
  readonly bytes: number
  readonly done: number
  /** Tags that are to be set, and that have been. */
  readonly tags: number
  readonly tagged: number
  /** Since sending began. */
  readonly seconds: number
}

/** What is ahead, before anything is sent. */
export function plannedLine({
  blobs,
  bytes,
  tags,
}: Pick<Overall, 'blobs' | 'bytes' | 'tags'>): string {
  return `to do: send ${blobs} blobs, ${formatBytes(bytes)}; set ${tags} tags`
}

/**
 * The live line below those of the blobs: how far the whole is.
 *
 * @param columns width of the terminal, which the line does not exceed
 */
export function overallLine(overall: Overall, columns: number): string {
  const { blobs, sent, bytes, done, tags, tagged, seconds } = overall
  const percent = bytes === 0 ? 100 : Math.floor((done / bytes) * 100)
  const speed = seconds > 0 ? done / seconds : 0
  const left = speed > 0 && done < bytes ? [`${formatSeconds((bytes - done) / speed)} left`] : []
  const parts = [
    `all     ${String(percent).padStart(3)} %`,
    `${formatBytes(done)} of ${formatBytes(bytes)}`,
    `${sent} of ${blobs} blobs`,
    `${tagged} of ${tags} tags`,
    ...left,
  ]
  return parts.join('  ').slice(0, Math.max(columns - 1, 0))
}
