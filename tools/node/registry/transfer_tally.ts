import { ExpectedFailure } from '../../core/failure.ts'
import type { TransferObserver } from '../blob/transfer_event.ts'

/** Counts blobs on their way past, to say how far a transfer came. */
export class TransferTally {
  readonly #next: TransferObserver
  #finished = 0

  constructor(next: TransferObserver) {
    this.#next = next
  }

  readonly observe: TransferObserver = (event) => {
    if (event.event === 'blob-end') this.#finished += 1
    this.#next(event)
  }

  /** The failure of a transfer that somebody stopped. */
  interrupted(action: string): ExpectedFailure {
    const finished = this.#finished
    return new ExpectedFailure({ topic: 'registry', reason: 'interrupted', action, finished })
  }
}
