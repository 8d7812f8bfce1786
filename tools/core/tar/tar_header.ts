import type { Attributes } from '../entries/entry.ts'

/** What a tar header says of one entry. */
export interface TarHeader extends Attributes {
  readonly kind: 'file' | 'directory' | 'link'
  /** Path without a slash at either end; the root is the empty text. */
  readonly path: string
  /** Bytes of the contents; 0 unless a file. */
  readonly size: number
  /** What a symbolic link says; empty unless a link. */
  readonly target: string
}
