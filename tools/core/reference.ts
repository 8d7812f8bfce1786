import type { Digest } from './digest.ts'
import { parseDigest } from './digest.ts'
import type { Result } from './result.ts'
import { err, ok } from './result.ts'

/** A repository of a registry, normalised: `docker.io` is the one name of Docker Hub. */
export interface Repository {
  /** `HOST[:PORT]`, such as `docker.io`, `127.0.0.1:5000`, `[::1]:5000`. */
  readonly registry: string
  /** Path of the repository, such as `library/debian`. */
  readonly name: string
}

/** An image reference (distribution reference grammar): a repository, and a tag, a digest, both or none. */
export interface Reference extends Repository {
  readonly tag: string | undefined
  readonly digest: Digest | undefined
}

/** Why a text is not a reference; the text itself is known to the caller. */
export type ReferenceProblem =
  | { readonly kind: 'empty' }
  | { readonly kind: 'scheme'; readonly scheme: string }
  | { readonly kind: 'registry'; readonly registry: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'upper-case'; readonly name: string }
  | { readonly kind: 'name-length'; readonly length: number }
  | { readonly kind: 'tag'; readonly tag: string }
  | { readonly kind: 'digest'; readonly digest: string }
  | { readonly kind: 'not-a-repository'; readonly repository: string; readonly tag?: string }

/** The name of Docker Hub, which is meant when a reference names no registry. */
export const DOCKER_HUB = 'docker.io'

/** The tag that is meant where an image is read and its reference has neither tag nor digest. */
export const DEFAULT_TAG = 'latest'

const HOST_LABEL = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?'
const REGISTRY = new RegExp(
  `^(?:${HOST_LABEL}(?:\\.${HOST_LABEL})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]{1,5})?$`,
)
const NAME_COMPONENT = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*'
const NAME = new RegExp(`^${NAME_COMPONENT}(?:/${NAME_COMPONENT})*$`)
const TAG = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/
const MAX_NAME_LENGTH = 255
const MAX_PORT = 65535

/** Parses `[HOST[:PORT]/]NAME[:TAG][@DIGEST]`; without a host, Docker Hub is meant. */
export function parseReference(text: string): Result<Reference, ReferenceProblem> {
  if (text === '') return err({ kind: 'empty' })
  const scheme = /^([a-z]+):\/\//i.exec(text)?.[1]
  if (scheme !== undefined) return err({ kind: 'scheme', scheme })
  const at = text.indexOf('@')
  const digest = at === -1 ? undefined : parseDigest(text.slice(at + 1))
  if (digest?.ok === false) return err({ kind: 'digest', digest: digest.failure })
  const { path, tag } = splitTag(at === -1 ? text : text.slice(0, at))
  if (tag !== undefined && !isTag(tag)) return err({ kind: 'tag', tag })
  const repository = readRepository(path)
  if (!repository.ok) return repository
  return ok({ ...repository.value, tag, digest: digest?.value })
}

/** Parses `[HOST[:PORT]/]NAME`; a tag or a digest is a problem that names the repository without it. */
export function parseRepository(text: string): Result<Repository, ReferenceProblem> {
  const reference = parseReference(text)
  if (!reference.ok) return reference
  const { registry, name, tag, digest } = reference.value
  if (tag === undefined && digest === undefined) return ok({ registry, name })
  return err({
    kind: 'not-a-repository',
    repository: splitTag(text.split('@')[0] ?? text).path,
    ...(tag === undefined ? {} : { tag }),
  })
}

/** Reads `HOST[:PORT]`, normalised as in a {@link Repository}; undefined for anything else. */
export function parseRegistry(text: string): string | undefined {
  const { registry, name } = splitRegistry(`${text}/x/y`)
  return name === 'x/y' && isRegistry(registry) ? registry : undefined
}

/** Whether a text can be a tag. */
export function isTag(text: string): boolean {
  return TAG.test(text)
}

/** `HOST[:PORT]/NAME`. */
export function formatRepository(repository: Repository): string {
  return `${repository.registry}/${repository.name}`
}

/** `HOST[:PORT]/NAME[:TAG][@DIGEST]`. */
export function formatReference(reference: Reference): string {
  const tag = reference.tag === undefined ? '' : `:${reference.tag}`
  const digest = reference.digest === undefined ? '' : `@${reference.digest}`
  return `${formatRepository(reference)}${tag}${digest}`
}

/** The reference of a manifest by digest, `HOST/NAME@sha256:...`: it never means another image. */
export function digestReference({ registry, name }: Repository, digest: Digest): string {
  return formatReference({ registry, name, tag: undefined, digest })
}

/** Says in words, to be read after a colon, why a text is not a reference. */
export function describeReferenceProblem(problem: ReferenceProblem): string {
  switch (problem.kind) {
    case 'empty':
      return 'it is empty'
    case 'scheme':
      return `it starts with "${problem.scheme}://"`
    case 'registry':
      return `"${problem.registry}" is not a valid HOST[:PORT]`
    case 'name':
      return `"${problem.name}" is not a valid repository name`
    case 'upper-case':
      return `the repository name "${problem.name}" has upper-case letters`
    case 'name-length':
      return `the repository name has ${problem.length} characters, more than ${MAX_NAME_LENGTH}`
    case 'tag':
      return `"${problem.tag}" is not a valid tag`
    case 'digest':
      return `"${problem.digest}" is not a valid sha256 digest`
    case 'not-a-repository':
      return problem.tag === undefined
        ? 'a repository has no digest'
        : `a repository has no tag, and this has the tag "${problem.tag}"`
  }
}

/** A colon after the last slash starts the tag; one before it belongs to the port. */
function splitTag(text: string): { readonly path: string; readonly tag: string | undefined } {
  const colon = text.indexOf(':', text.lastIndexOf('/') + 1)
  if (colon === -1) return { path: text, tag: undefined }
  return { path: text.slice(0, colon), tag: text.slice(colon + 1) }
}

function readRepository(path: string): Result<Repository, ReferenceProblem> {
  const { registry, name } = splitRegistry(path)
  if (!isRegistry(registry)) return err({ kind: 'registry', registry })
  if (name.length > MAX_NAME_LENGTH) return err({ kind: 'name-length', length: name.length })
  if (NAME.test(name)) return ok({ registry, name })
  return err(NAME.test(name.toLowerCase()) ? { kind: 'upper-case', name } : { kind: 'name', name })
}

/** The first component is a registry when it looks like a host: it has a dot, a colon, or is `localhost`. */
function splitRegistry(path: string): Repository {
  const slash = path.indexOf('/')
  const first = path.slice(0, Math.max(slash, 0))
  const isHost = /[.:]/.test(first) || first.toLowerCase() === 'localhost'
  const registry = isHost ? normaliseRegistry(first) : DOCKER_HUB
  const name = isHost ? path.slice(slash + 1) : path
  return registry === DOCKER_HUB && !name.includes('/')
    ? { registry, name: `library/${name}` }
    : { registry, name }
}

function normaliseRegistry(registry: string): string {
  const lower = registry.toLowerCase()
  return lower === 'index.docker.io' || lower === 'registry-1.docker.io' ? DOCKER_HUB : lower
}

function isRegistry(registry: string): boolean {
  const port = /:(\d+)$/.exec(registry.replace(/^\[.*\]/, ''))?.[1]
  return REGISTRY.test(registry) && (port === undefined || Number(port) <= MAX_PORT)
}
