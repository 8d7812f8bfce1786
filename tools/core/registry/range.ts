/**
 * How many bytes of an upload a registry has, from the `Range` header of its answer (distribution-spec,
 * "Pushing a blob in chunks"): `0-1023` is 1024 bytes. Some registries write `bytes=0-1023`, and `0-0`
 * (in truth one byte) for an upload that has none, which is why a single byte counts as none.
 * Undefined where the header is missing or is not a range from 0.
 */
export function parseUploadRange(header: string | undefined): number | undefined {
  if (header === undefined) return undefined
  const last = /^(?:bytes=)?0-(-1|\d{1,15})$/.exec(header.trim())?.[1]
  if (last === undefined) return undefined
  const bytes = Number(last) + 1
  return bytes <= 1 ? 0 : bytes
}

/** The bytes that a `206 Partial Content` holds (RFC 9110, section 14.4). */
export interface ContentRange {
  /** First byte, from 0. */
  readonly start: number
  /** Last byte, included. */
  readonly end: number
  /** Size of the whole; undefined where the server does not say (`*`). */
  readonly size: number | undefined
}

/** Reads a `Content-Range` header; undefined for anything that is not a satisfied range of bytes. */
export function parseContentRange(header: string | undefined): ContentRange | undefined {
  const match = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/.exec(header?.trim() ?? '')
  if (match === null) return undefined
  const [start, end] = [Number(match[1]), Number(match[2])]
  const size = match[3] === '*' ? undefined : Number(match[3])
  if (end < start || (size !== undefined && end >= size)) return undefined
  return { start, end, size }
}

/** The `Content-Range` of a chunk of an upload, as the distribution specification writes it: no unit, no size. */
export function uploadContentRange(start: number, length: number): string {
  return `${start}-${start + length - 1}`
}
