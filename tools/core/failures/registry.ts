import type { Explanation } from '../failure.ts'
import { assertNever } from '../never.ts'
import type { ReferenceProblem } from '../reference.ts'
import { describeReferenceProblem } from '../reference.ts'
import type { CredentialFailure } from './credential.ts'
import { describeCredentialFailure } from './credential.ts'
import type { ExchangeFailure } from './exchange.ts'
import { describeExchangeFailure } from './exchange.ts'
import type { MirrorFailure } from './mirrors.ts'
import { describeMirrorFailure } from './mirrors.ts'

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

const REFERENCE_SHAPE = 'HOST[:PORT]/NAME[:TAG][@sha256:DIGEST], such as "ghcr.io/org/mnist:latest"'
const REPOSITORY_SHAPE = 'HOST[:PORT]/NAME without tag or digest, such as "ghcr.io/org/mnist"'

/** Explains a {@link RegistryFailure}. */
export function describeRegistryFailure(failure: RegistryFailure): Explanation {
  switch (failure.reason) {
    case 'invalid-reference':
    case 'invalid-repository':
    case 'invalid-tag':
    case 'invalid-tag-template':
    case 'no-repository':
      return describeReferenceFailure(failure)
    case 'malformed-mirrors':
      return describeMirrorFailure(failure)
    case 'not-found':
    case 'wrong-content':
    case 'unreadable-manifest':
    case 'no-platform':
      return describeContentFailure(failure)
    case 'tag-not-verified':
    case 'interrupted':
      return describeTransferFailure(failure)
    case 'login-required':
    case 'credentials-refused':
    case 'denied':
    case 'helper-failed':
    case 'malformed-auth-file':
    case 'token-server':
      return describeCredentialFailure(failure)
    default:
      return describeExchangeFailure(failure)
  }
}

function describeReferenceFailure(given: ReferenceFailure): Explanation {
  const failure = withoutLogins(given)
  switch (failure.reason) {
    case 'invalid-reference':
      return {
        message: `Cannot use "${failure.text}" as an image reference: ${describeReferenceProblem(failure.problem)}`,
        accepted: REFERENCE_SHAPE,
      }
    case 'invalid-repository':
      return {
        message: `Cannot use "${failure.text}" as a repository: ${describeReferenceProblem(failure.problem)}`,
        accepted: REPOSITORY_SHAPE,
        ...fixOfRepository(failure.problem),
      }
    case 'invalid-tag':
      return {
        message: `Cannot use "${failure.tag}" as a tag`,
        accepted: '1 to 128 letters, digits, "_", "." and "-", not starting with "." or "-"',
      }
    case 'invalid-tag-template':
      return {
        message: `Cannot make tags of "${failure.template}": ${failure.problem}`,
        accepted:
          'a tag with {tag}, {os}, {architecture}, {variant} or {platform} in it, such as "{tag}-{platform}"',
        fix: 'name what tells the images apart, as {platform} does',
      }
    case 'no-repository':
      return {
        message: 'Cannot push without a repository',
        accepted: REPOSITORY_SHAPE,
        fix:
          failure.buildFile === undefined
            ? 'say where to: rt push LAYOUT HOST/NAME:TAG'
            : `set repository = "..." in ${failure.buildFile} or pass -- --repository HOST/NAME`,
      }
    default:
      return assertNever(failure)
  }
}

/** People who paste an address with a login in it find the login in no log. */
function withoutLogins(failure: ReferenceFailure): ReferenceFailure {
  if (failure.reason === 'invalid-reference' || failure.reason === 'invalid-repository') {
    return { ...failure, text: withoutLogin(failure.text), problem: problemOf(failure.problem) }
  }
  return failure
}

function problemOf(problem: ReferenceProblem): ReferenceProblem {
  if (problem.kind === 'digest') return { ...problem, digest: withoutLogin(problem.digest) }
  if (problem.kind === 'tag') return { ...problem, tag: withoutLogin(problem.tag) }
  if (problem.kind === 'registry') return { ...problem, registry: withoutLogin(problem.registry) }
  return problem
}

/** `USER:PASSWORD@` before a host; a tag and a digest look alike, but for what follows. */
function withoutLogin(text: string): string {
  return text.replace(/^([a-z]+:\/\/)?[^/@\s]*:[^@\s]*@(?!sha256:)/i, '$1***@')
}

function fixOfRepository(problem: ReferenceProblem): { readonly fix?: string } {
  if (problem.kind === 'scheme') return { fix: `leave "${problem.scheme}://" out` }
  if (problem.kind === 'upper-case') return { fix: `use "${problem.name.toLowerCase()}"` }
  if (problem.kind !== 'not-a-repository') return {}
  const { repository, tag } = problem
  return tag === undefined
    ? { fix: `use "${repository}"` }
    : {
        fix: `use "${repository}" and give the tag by remote_tags = ["${tag}"] or -- --tag ${tag}`,
      }
}

function describeContentFailure(failure: ContentFailure): Explanation {
  switch (failure.reason) {
    case 'not-found':
      return {
        message: `Cannot find "${failure.reference}" in the registry`,
        fix: 'check the name and the tag; a registry that hides private repositories says the same when you are not logged in',
      }
    case 'wrong-content':
      return {
        message: `Cannot accept ${failure.what}: it has ${failure.actual}, and should have ${failure.expected}`,
        fix: 'try again; if it stays so, what the registry holds is damaged',
      }
    case 'unreadable-manifest':
      return {
        message: `Cannot use the manifest ${failure.what}: ${failure.problem}`,
        accepted:
          'an OCI image manifest or index, a Docker schema 2 manifest or manifest list, up to 4 MiB',
      }
    case 'no-platform':
      return {
        message: `Cannot find the platform "${failure.wanted}" in "${failure.reference}"`,
        accepted: failure.available.map((platform) => `"${platform}"`).join(', '),
      }
    default:
      return assertNever(failure)
  }
}

function describeTransferFailure(failure: TransferFailure): Explanation {
  switch (failure.reason) {
    case 'tag-not-verified':
      return {
        message: `Cannot verify the tag "${failure.reference}": it resolves to ${failure.actual}, and not to ${failure.expected}`,
        fix: 'look for somebody else who pushes to this tag, then push again',
      }
    case 'interrupted':
      return {
        message: `Stopped while ${failure.action}: ${failure.finished} blobs are done`,
        fix: 'run the same command again to go on: finished blobs are not sent twice',
      }
    default:
      return assertNever(failure)
  }
}
