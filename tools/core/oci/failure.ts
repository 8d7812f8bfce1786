/** An image, a layer set or an image setting that is not as it should be. */
export type ImageFailure =
  SettingFailure | LayoutFailure | ChoiceFailure | ContentFailure | IndexFailure

/** What somebody asked of an image and cannot be had. */
export type SettingFailure =
  InvalidSetting | MissingPlatform | PlatformConflict | TooManyLayers | LayerTooLarge | TwoRuntimes

/** A setting of the image with a value that it cannot have. */
export interface InvalidSetting {
  readonly topic: 'image'
  readonly reason: 'invalid-setting'
  /** Attribute of the rule, such as `exposed_ports`. */
  readonly attribute: string
  readonly value: string
  readonly accepted: string
  /** What in the value is wrong, where that can be told: a clause. */
  readonly problem?: string
}

/** An image without base that does not say what it runs on. */
export interface MissingPlatform {
  readonly topic: 'image'
  readonly reason: 'missing-platform'
  readonly attribute: 'os' | 'architecture'
}

/** A base for another platform than the image. */
export interface PlatformConflict {
  readonly topic: 'image'
  readonly reason: 'platform-conflict'
  readonly attribute: 'os' | 'architecture' | 'variant'
  readonly base: string
  readonly image: string
}

/** More layers than engines take. */
export interface TooManyLayers {
  readonly topic: 'image'
  readonly reason: 'too-many-layers'
  readonly layers: number
  readonly base: number
  readonly limit: number
}

/** A layer over the limit that the image sets. */
export interface LayerTooLarge {
  readonly topic: 'image'
  readonly reason: 'layer-too-large'
  /** What is in the layer. */
  readonly layer: string
  /** Bytes. */
  readonly size: number
  readonly limit: number
}

/** A base that has the runtime already, in another version. */
export interface TwoRuntimes {
  readonly topic: 'image'
  readonly reason: 'two-runtimes'
  /** Name of the accelerator runtime. */
  readonly runtime: string
  /** Version that the base has. */
  readonly base: string
  readonly image: string
}

/** A layout directory, or a document in it, that cannot be used. */
export type LayoutFailure =
  | NotALayout
  | AmbiguousLayout
  | UnknownReference
  | MalformedDocument
  | UnsupportedMediaType
  | ExcessiveIndex

/** A directory or file that is not an OCI layout. */
export interface NotALayout {
  readonly topic: 'image'
  readonly reason: 'not-a-layout'
  readonly path: string
  readonly problem: string
}

/** A layout of several images, where one is meant. */
export interface AmbiguousLayout {
  readonly topic: 'image'
  readonly reason: 'ambiguous-layout'
  readonly path: string
  /** Reference names, or digests where an image has no name. */
  readonly images: readonly string[]
}

/** A layout that has no image of the name. */
export interface UnknownReference {
  readonly topic: 'image'
  readonly reason: 'unknown-reference'
  readonly path: string
  readonly reference: string
  readonly available: readonly string[]
}

/** A manifest, index or config that is not as the specification says. */
export interface MalformedDocument {
  readonly topic: 'image'
  readonly reason: 'malformed-document'
  /** Such as "image manifest sha256:... of pkg/base". */
  readonly document: string
  readonly problem: string
}

/** A document of a kind that cannot be used here. */
export interface UnsupportedMediaType {
  readonly topic: 'image'
  readonly reason: 'unsupported-media-type'
  readonly document: string
  readonly mediaType: string
  readonly accepted: string
}

/** An index that is nested too deep, or lists too much. */
export interface ExcessiveIndex {
  readonly topic: 'image'
  readonly reason: 'excessive-index'
  readonly digest: string
  readonly problem: string
}

/** An index of which not one image is for the wanted platform. */
export type ChoiceFailure = NotOneImage | NoSuchPlatform | AmbiguousPlatform

/** An index of which no image, or several, are for the wanted platform. */
export interface NotOneImage {
  readonly topic: 'image'
  readonly reason: 'not-one-image'
  readonly path: string
  /** Such as "linux/arm64"; empty where any would do. */
  readonly wanted: string
  readonly platforms: readonly string[]
}

/** An index without an image for the wanted platform. */
export interface NoSuchPlatform {
  readonly topic: 'image'
  readonly reason: 'no-such-platform'
  readonly wanted: string
  readonly available: readonly string[]
}

/** An index with several images for the wanted platform. */
export interface AmbiguousPlatform {
  readonly topic: 'image'
  readonly reason: 'ambiguous-platform'
  readonly wanted: string
  /** Platforms of those that suit. */
  readonly available: readonly string[]
}

/** Bytes that are missing or not what their descriptor says. */
export type ContentFailure =
  UnknownKey | MissingBlob | LayerNotFetched | ChangedContent | UndecodableLayer

/** A file of a layer set that is in no runfiles. */
export interface UnknownKey {
  readonly topic: 'image'
  readonly reason: 'unknown-key'
  readonly key: string
  readonly searched: readonly string[]
}

/** A layout without a blob that its documents name. */
export interface MissingBlob {
  readonly topic: 'image'
  readonly reason: 'missing-blob'
  readonly digest: string
  readonly path: string
}

/** A layer of a pulled base, in a build action. */
export interface LayerNotFetched {
  readonly topic: 'image'
  readonly reason: 'not-fetched'
  readonly digest: string
  readonly repository: string
}

/** Files that are not any more what they were when the image was built. */
export interface ChangedContent {
  readonly topic: 'image'
  readonly reason: 'changed-content'
  /** The files that the bytes come from. */
  readonly sources: readonly string[]
  readonly expected: string
  readonly actual: string
}

/** A compressed layer that cannot be decompressed. */
export interface UndecodableLayer {
  readonly topic: 'image'
  readonly reason: 'undecodable-layer'
  readonly digest: string
  readonly cause: string
}

/** Images that do not go into one index. */
export type IndexFailure = DuplicatePlatform | EmptyIndex

/** Two images of an index for one platform. */
export interface DuplicatePlatform {
  readonly topic: 'image'
  readonly reason: 'duplicate-platform'
  readonly platform: string
  readonly images: readonly [string, string]
}

/** An index without images. */
export interface EmptyIndex {
  readonly topic: 'image'
  readonly reason: 'empty-index'
}
