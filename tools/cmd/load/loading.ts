import type { ImageName } from '../../core/archive/image_name.ts'
import type { ImageSource } from '../../node/blob/image_source.ts'
import type { TransferObserver } from '../../node/blob/transfer_event.ts'
import type { Shell } from '../../node/shell.ts'
import type { LoadRequest } from './args.ts'

/** One run of `rt load`: what is asked, what it is about, and who is told. */
export interface Loading {
  readonly request: LoadRequest
  /** The image or the index as it is given. */
  readonly source: ImageSource
  /** One or more. */
  readonly names: readonly ImageName[]
  /** Writes a line for people. */
  readonly say: (text: string) => void
  /** Told about every layer on its way. */
  readonly observe: TransferObserver
  readonly shell: Shell
}
