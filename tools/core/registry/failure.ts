import type { ReferenceProblem } from '../reference.ts'
import type { CredentialFailure } from './credential_failure.ts'
import type { ExchangeFailure } from './exchange_failure.ts'
import type { MirrorFailure } from './mirror_failure.ts'

/** Everything that goes wrong between rt and a registry. */
export type RegistryFailure =
  | ReferenceFailure
  | MirrorFailure
  | CredentialFailure
  | ExchangeFailure
  | ContentFailure
  | TransferFailure

/** A reference, a repository or a tag that cannot be used. */
export type ReferenceFailure =
  InvalidReference | InvalidRepository | InvalidTag | InvalidTagTemplate | NoRepository

/** A text that is not an image reference. */
export interface InvalidReference {
  readonly topic: 'registry'
  readonly reason: 'invalid-reference'
  readonly text: string
  readonly problem: ReferenceProblem
}

/** A text that is not a repository. */
export interface InvalidRepository {
  readonly topic: 'registry'
  readonly reason: 'invalid-repository'
  readonly text: string
  readonly problem: ReferenceProblem
}

/** A text that is not a tag. */
export interface InvalidTag {
  readonly topic: 'registry'
  readonly reason: 'invalid-tag'
  readonly tag: string
}

/** A template that makes no tags, or the same for several images. */
export interface InvalidTagTemplate {
  readonly topic: 'registry'
  readonly reason: 'invalid-tag-template'
  readonly template: string
  readonly problem: string
}

/** A push that nobody has told where to. */
export interface NoRepository {
  readonly topic: 'registry'
  readonly reason: 'no-repository'
  /** The file that sets the repository, where a Bazel target speaks. */
  readonly buildFile: string | undefined
}

/** What a registry or a layout holds is not what it should be. */
export type ContentFailure =
  NotFound | WrongContent | UnreadableManifest | UnreadableTags | NoPlatform

/** The registry does not have it, or does not show it. */
export interface NotFound {
  readonly topic: 'registry'
  readonly reason: 'not-found'
  readonly reference: string
}

/** Bytes that have another size or digest. */
export interface WrongContent {
  readonly topic: 'registry'
  readonly reason: 'wrong-content'
  readonly what: string
  readonly expected: string
  readonly actual: string
}

/** A manifest or index that cannot be read. */
export interface UnreadableManifest {
  readonly topic: 'registry'
  readonly reason: 'unreadable-manifest'
  readonly what: string
  readonly problem: string
}

/** A list of tags that cannot be read. */
export interface UnreadableTags {
  readonly topic: 'registry'
  readonly reason: 'unreadable-tags'
  readonly repository: string
  /** A clause, such as "it is not JSON". */
  readonly problem: string
}

/** An index without an image for the platform. */
export interface NoPlatform {
  readonly topic: 'registry'
  readonly reason: 'no-platform'
  readonly reference: string
  readonly wanted: string
  readonly available: readonly string[]
}

/** A transfer that could not be ended well. */
export type TransferFailure = TagNotVerified | TagTwice | TagsTaken | TransferInterrupted

/** Tags that are not to be replaced stand for other images. */
export interface TagsTaken {
  readonly topic: 'registry'
  readonly reason: 'tags-taken'
  readonly references: readonly string[]
}

/** Two images of one push are to have the same tag. */
export interface TagTwice {
  readonly topic: 'registry'
  readonly reason: 'tag-twice'
  readonly reference: string
  /** Of the images. */
  readonly digests: readonly string[]
}

/** After a push, the tag resolves to something else. */
export interface TagNotVerified {
  readonly topic: 'registry'
  readonly reason: 'tag-not-verified'
  readonly reference: string
  readonly expected: string
  readonly actual: string
}

/** Somebody stopped the command. */
export interface TransferInterrupted {
  readonly topic: 'registry'
  readonly reason: 'interrupted'
  readonly action: string
  /** Blobs that are done. */
  readonly finished: number
}
