import type { Overall } from '../../core/progress/overall.ts'
import type { TransferEvent } from '../blob/transfer_event.ts'

/** Counts how far a push of several images is, from what it tells. */
export class OverallCount {
  #began = Date.now()
  #plan: (TransferEvent & { event: 'plan' }) | undefined
  #sent = 0
  #tagged = 0
  /** Bytes of blobs that are done. */
  #finished = 0
  /** Bytes of blobs that are under way, by {@link blobKey}. */
  readonly #under = new Map<string, number>()

  /** What is there to tell; undefined before anything is planned. */
  get overall(): Overall | undefined {
    if (this.#plan === undefined) return undefined
    const { blobs, bytes, tags } = this.#plan
    const done = [...this.#under.values()].reduce((sum, each) => sum + each, this.#finished)
    const seconds = (Date.now() - this.#began) / 1000
    const counts = { blobs, bytes, tags, sent: this.#sent, tagged: this.#tagged }
    return { ...counts, done: Math.min(done, bytes), seconds }
  }

  note(event: TransferEvent): void {
    if (event.event === 'plan') {
      this.#plan = event
      this.#began = Date.now()
    }
    if (this.#plan === undefined) return
    if (event.event === 'blob-progress') this.#under.set(blobKey(event), event.bytes)
    else if (event.event === 'tag') this.#tagged += 1
    else if (event.event === 'blob-end') {
      this.#under.delete(blobKey(event))
      if (event.status !== 'uploaded') return
      this.#sent += 1
      this.#finished += event.size
    }
  }
}

/** Tells blobs apart that are sent to several places at once. */
export function blobKey(event: { readonly digest: string; readonly repository?: string }): string {
  return `${event.repository ?? ''}@${event.digest}`
}
