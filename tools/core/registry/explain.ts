import type { Explanation } from '../explanation.ts'
import { listed } from '../explanation.ts'
import { assertNever } from '../never.ts'
import type { ReferenceProblem } from '../reference.ts'
import { describeReferenceProblem } from '../reference.ts'
import { explainCredentialFailure } from './explain_credential.ts'
import { explainExchangeFailure } from './explain_exchange.ts'
import { explainMirrorFailure } from './explain_mirror.ts'
import type {
  ContentFailure,
  ReferenceFailure,
  RegistryFailure,
  TransferFailure,
} from './failure.ts'

const REFERENCE_SHAPE = 'HOST[:PORT]/NAME[:TAG][@sha256:DIGEST], such as "ghcr.io/org/mnist:latest"'
const REPOSITORY_SHAPE = 'HOST[:PORT]/NAME without tag or digest, such as "ghcr.io/org/mnist"'

/** Explains a {@link RegistryFailure}. */
export function explainRegistryFailure(failure: RegistryFailure): Explanation {
  switch (failure.reason) {
    case 'invalid-reference':
    case 'invalid-repository':
    case 'invalid-tag':
    case 'invalid-tag-template':
    case 'no-repository':
      return explainReferenceFailure(failure)
    case 'malformed-mirrors':
      return explainMirrorFailure(failure)
    case 'not-found':
    case 'wrong-content':
    case 'unreadable-manifest':
    case 'unreadable-tags':
    case 'no-platform':
      return explainContentFailure(failure)
    case 'tag-not-verified':
    case 'tag-twice':
    case 'tags-taken':
    case 'interrupted':
      return explainTransferFailure(failure)
    case 'login-required':
    case 'unsupported-scheme':
    case 'credentials-refused':
    case 'denied':
    case 'helper-failed':
    case 'malformed-auth-file':
    case 'token-server':
      return explainCredentialFailure(failure)
    default:
      return explainExchangeFailure(failure)
  }
}

function explainReferenceFailure(given: ReferenceFailure): Explanation {
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
        fix: 'use a placeholder that distinguishes the images, such as {platform}',
      }
    case 'no-repository':
      return {
        message: 'Cannot push without a repository',
        accepted: REPOSITORY_SHAPE,
        fix:
          failure.buildFile === undefined
            ? 'name the destination: rt push LAYOUT HOST/NAME:TAG'
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

function explainContentFailure(failure: ContentFailure): Explanation {
  switch (failure.reason) {
    case 'not-found':
      return {
        message: `Cannot find "${failure.reference}" in the registry`,
        fix: 'check the name and the tag; a registry that hides private repositories says the same when you are not logged in',
      }
    case 'wrong-content':
      return {
        message: `Cannot accept ${failure.what}: it has ${failure.actual}, and should have ${failure.expected}`,
        fix: 'try again; if it persists, the data in the registry is damaged',
      }
    case 'unreadable-manifest':
      return {
        message: `Cannot use the manifest ${failure.what}: ${failure.problem}`,
        accepted:
          'an OCI image manifest or index, a Docker schema 2 manifest or manifest list, up to 4 MiB',
      }
    case 'unreadable-tags':
      return {
        message: `Cannot read the list of tags that the registry gives of "${failure.repository}": ${failure.problem}`,
        accepted:
          'JSON such as {"name": "org/mnist", "tags": ["v1"]}, with a Link to the next page',
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

function explainTransferFailure(failure: TransferFailure): Explanation {
  switch (failure.reason) {
    case 'tag-not-verified':
      return {
        message: `Cannot verify the tag "${failure.reference}": it resolves to ${failure.actual}, and not to ${failure.expected}`,
        fix: 'find out who else pushes to this tag, then push again',
      }
    case 'tags-taken':
      return {
        message: `Cannot replace tags that point to other images:${listed(failure.references)}`,
        fix: 'pass --overwrite to replace them, or give the images other tags',
      }
    case 'tag-twice':
      return {
        message: `Cannot set the tag "${failure.reference}" to two images: ${failure.digests.join(' and ')}`,
        fix: 'give one of them another tag',
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
