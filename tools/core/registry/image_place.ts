import type { ReferenceFailure } from './failure.ts'
import type { Reference } from '../reference.ts'
import { formatReference, parseReference } from '../reference.ts'
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'

/** Where an image is, or is to be put. */
export type ImagePlace = { readonly kind: 'registry'; readonly reference: Reference } | LayoutPlace

/** An image in an OCI layout directory. */
export interface LayoutPlace {
  readonly kind: 'layout'
  readonly path: string
  /** Its `org.opencontainers.image.ref.name` in the layout, or its digest. */
  readonly name: string | undefined
}

const LAYOUT = 'oci:'

/** What no reference begins with: `/`, `./`, `../`, or is: `.`, `..`. */
const PATH = /^\.{0,2}\/|^\.{1,2}$/

/** Reads `[HOST[:PORT]/]NAME[:TAG][@DIGEST]`, `oci:DIR[:NAME]`, or what can only be a path: `./DIR`, `/DIR`. */
export function parseImagePlace(text: string): Result<ImagePlace, ReferenceFailure> {
  const layout = PATH.test(text) ? parseLayoutPlace(text) : parseNamedLayout(text)
  if (layout !== undefined) return ok(layout)
  const parsed = parseReference(text)
  if (parsed.ok) return ok({ kind: 'registry', reference: parsed.value })
  const problem = parsed.failure
  return err({ topic: 'registry', reason: 'invalid-reference', text, problem })
}

/** Reads `DIR` or `oci:DIR[:NAME]`, where only a layout can be meant. */
export function parseLayoutPlace(text: string): LayoutPlace {
  return parseNamedLayout(text) ?? { kind: 'layout', path: text, name: undefined }
}

function parseNamedLayout(text: string): LayoutPlace | undefined {
  if (!text.startsWith(LAYOUT)) return undefined
  const [, path = '', name] = /^(.*?)(?::([^/]*))?$/s.exec(text.slice(LAYOUT.length)) ?? []
  return path === '' || name === '' ? undefined : { kind: 'layout', path, name }
}

/** Writes a place as people do. */
export function formatImagePlace(place: ImagePlace): string {
  if (place.kind === 'registry') return formatReference(place.reference)
  const { path, name } = place
  if (name !== undefined) return `${LAYOUT}${path}:${name}`
  // A path of which the end would be taken for a name.
  if (/:[^/]*$/.test(path)) return PATH.test(path) ? path : `./${path}`
  return `${LAYOUT}${path}`
}
