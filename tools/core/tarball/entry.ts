import type { Descriptor } from '../descriptor.ts'

/** One entry of the tar of an image, or one file of an image directory. */
export type TarballEntry =
  | { readonly kind: 'directory'; readonly path: string }
  /** A small file whose content is known. */
  | { readonly kind: 'text'; readonly path: string; readonly text: string }
  /** A blob of the image, streamed from where it is. */
  | { readonly kind: 'blob'; readonly path: string; readonly descriptor: Descriptor }
