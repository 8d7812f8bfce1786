import type { Digest } from '../digest.ts'

/** What `rt fetch base` tells the rules of `oci.pull` about an image: the contents of `image.json`. */
export type BaseReport = ImageReport | IndexReport

interface CommonReport {
  /** Where it is: `HOST[:PORT]/NAME`. */
  readonly repository: string
  /** Of the manifest or the index. */
  readonly digest: Digest
  readonly mediaType: string
}

/** One image. */
export interface ImageReport extends CommonReport {
  readonly kind: 'image'
  readonly platform: PlatformName
}

/** An index, of which one image must be chosen. */
export interface IndexReport extends CommonReport {
  readonly kind: 'index'
  readonly platforms: readonly PlatformEntry[]
}

/** What an image runs on. */
export interface PlatformName {
  readonly os: string
  readonly architecture: string
  /** Empty for none. */
  readonly variant: string
}

/** An image of an index. */
export interface PlatformEntry extends PlatformName {
  readonly digest: Digest
}
