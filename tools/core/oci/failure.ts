/** An image, a layer set or an image setting that is not as it should be. */
export type ImageFailure = SettingFailure | LayoutFailure | ContentFailure | IndexFailure

/** What somebody asked of an image and cannot be had. */
export type SettingFailure =
  | {
      readonly topic: 'image'
      readonly reason: 'invalid-setting'
      /** Attribute of the rule, such as `exposed_ports`. */
      readonly attribute: string
      readonly value: string
      readonly accepted: string
    }
  | {
      readonly topic: 'image'
      readonly reason: 'missing-platform'
      readonly attribute: 'os' | 'architecture'
    }
  | {
      readonly topic: 'image'
      readonly reason: 'platform-conflict'
      readonly attribute: 'os' | 'architecture' | 'variant'
      readonly base: string
      readonly image: string
    }
  | {
      readonly topic: 'image'
      readonly reason: 'too-many-layers'
      readonly layers: number
      readonly base: number
      readonly limit: number
    }
  | {
      readonly topic: 'image'
      readonly reason: 'layer-too-large'
      /** What is in the layer. */
      readonly layer: string
      /** Bytes. */
      readonly size: number
      readonly limit: number
    }
  | {
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
  | {
      readonly topic: 'image'
      readonly reason: 'not-a-layout'
      readonly path: string
      readonly problem: string
    }
  | {
      readonly topic: 'image'
      readonly reason: 'ambiguous-layout'
      readonly path: string
      /** Reference names, or digests where an image has no name. */
      readonly images: readonly string[]
    }
  | {
      readonly topic: 'image'
      readonly reason: 'unknown-reference'
      readonly path: string
      readonly reference: string
      readonly available: readonly string[]
    }
  | {
      readonly topic: 'image'
      readonly reason: 'malformed-document'
      /** Such as "image manifest sha256:... of pkg/base". */
      readonly document: string
      readonly problem: string
    }
  | {
      readonly topic: 'image'
      readonly reason: 'unsupported-media-type'
      readonly document: string
      readonly mediaType: string
      readonly accepted: string
    }
  /** An image of more documents, or of deeper nested ones, than anybody means. */
  | {
      readonly topic: 'image'
      readonly reason: 'excessive-index'
      readonly digest: string
      readonly problem: string
    }
  | {
      readonly topic: 'image'
      readonly reason: 'not-one-image'
      readonly path: string
      /** Such as "linux/arm64"; empty where any would do. */
      readonly wanted: string
      readonly platforms: readonly string[]
    }
  | {
      readonly topic: 'image'
      readonly reason: 'no-such-platform'
      readonly wanted: string
      readonly available: readonly string[]
    }
  /** Several images suit; `available`: theirs. */
  | {
      readonly topic: 'image'
      readonly reason: 'ambiguous-platform'
      readonly wanted: string
      readonly available: readonly string[]
    }

/** Bytes that are missing or not what their descriptor says. */
export type ContentFailure =
  | {
      readonly topic: 'image'
      readonly reason: 'unknown-key'
      readonly key: string
      readonly searched: readonly string[]
    }
  | {
      readonly topic: 'image'
      readonly reason: 'missing-blob'
      readonly digest: string
      readonly path: string
    }
  /** A layer of a pulled base, in a build action. */
  | {
      readonly topic: 'image'
      readonly reason: 'not-fetched'
      readonly digest: string
      readonly repository: string
    }
  | {
      readonly topic: 'image'
      readonly reason: 'changed-content'
      /** The files that the bytes come from. */
      readonly sources: readonly string[]
      readonly expected: string
      readonly actual: string
    }
  | {
      readonly topic: 'image'
      readonly reason: 'undecodable-layer'
      readonly digest: string
      readonly cause: string
    }

/** Images that do not go into one index. */
export type IndexFailure =
  | {
      readonly topic: 'image'
      readonly reason: 'duplicate-platform'
      readonly platform: string
      readonly images: readonly [string, string]
    }
  | { readonly topic: 'image'; readonly reason: 'empty-index' }
