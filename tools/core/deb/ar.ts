import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'

/** The first bytes of an ar archive (ar(5); a .deb is one, deb(5)): `!<arch>` and a newline. */
export const AR_MAGIC = '!<arch>\n'

/** Bytes of the header before each member. */
export const AR_HEADER_SIZE = 60

/** What the header of a member says. */
export interface ArMember {
  /** Without the slash that some writers put after it. */
  readonly name: string
  /** Bytes of the member, without the padding after it. */
  readonly size: number
}

/** Reads the header of a member; the failure is a clause that says what is wrong with it. */
export function parseArHeader(header: Uint8Array): Result<ArMember, string> {
  const text = String.fromCharCode(...header)
  if (text.length !== AR_HEADER_SIZE) return err('it ends within the header of a member')
  if (!text.endsWith('`\n')) return err('the header of a member is damaged')
  const name = text.slice(0, 16).trimEnd().replace(/\/$/, '')
  const size = text.slice(48, 58).trimEnd()
  return /^\d+$/.test(size) ? ok({ name, size: Number(size) }) : err(`member "${name}" has no size`)
}

/** Bytes from the start of a member's contents to the next header: members start at even places. */
export function paddedArSize(size: number): number {
  return size + (size % 2)
}
