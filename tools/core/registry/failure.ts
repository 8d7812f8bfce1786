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
  | {
      readonly topic: 'registry'
      readonly reason: 'invalid-reference'
      readonly text: string
      readonly problem: ReferenceProblem
    }
  | {
      readonly topic: 'registry'
      readonly reason: 'invalid-repository'
      readonly text: string
      readonly problem: ReferenceProblem
    }
  | { readonly topic: 'registry'; readonly reason: 'invalid-tag'; readonly tag: string }
  | {
      readonly topic: 'registry'
      readonly reason: 'invalid-tag-template'
      readonly template: string
      readonly problem: string
    }
  /** `buildFile`: the file that sets the repository, where a Bazel target speaks. */
  | {
      readonly topic: 'registry'
      readonly reason: 'no-repository'
      readonly buildFile: string | undefined
    }

/** What a registry or a layout holds is not what it should be. */
export type ContentFailure =
  | { readonly topic: 'registry'; readonly reason: 'not-found'; readonly reference: string }
  | {
      readonly topic: 'registry'
      readonly reason: 'wrong-content'
      readonly what: string
      readonly expected: string
      readonly actual: string
    }
  | {
      readonly topic: 'registry'
      readonly reason: 'unreadable-manifest'
      readonly what: string
      readonly problem: string
    }
  | {
      readonly topic: 'registry'
      readonly reason: 'no-platform'
      readonly reference: string
      readonly wanted: string
      readonly available: readonly string[]
    }

/** A transfer that could not be ended well. */
export type TransferFailure =
  | {
      readonly topic: 'registry'
      readonly reason: 'tag-not-verified'
      readonly reference: string
      readonly expected: string
      readonly actual: string
    }
  | {
      readonly topic: 'registry'
      readonly reason: 'interrupted'
      readonly action: string
      /** Blobs that are done. */
      readonly finished: number
    }
