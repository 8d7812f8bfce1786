import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Header } from 'tar-stream'
import { extract } from 'tar-stream'
import type { Member, MemberKind, MemberRules, SafeMember } from '../../core/archive/safe_member.ts'
import { IMAGE_MEMBERS, MemberGuard } from '../../core/archive/safe_member.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import { notAPackage } from './deb_file.ts'

/** Makes the failure for a tar that cannot be read. */
export type DamagedTar = (archive: string, cause: string) => ExpectedFailure

/** A member of a tar that may be unpacked. */
export interface TarMember {
  readonly kind: Exclude<MemberKind, 'special'>
  readonly safe: SafeMember
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** What a link says. */
  readonly target: string
  /** Its bytes; must be read to the end before the next member is asked for. */
  readonly content: AsyncIterable<Uint8Array>
}

/**
 * Reads a tar member by member.
 *
 * @param archive what to call the archive in errors
 * @param rules what its names may be; those of a part of an image if not given
 * @param damaged the failure for a tar that cannot be read; what says that it is no package if not given
 * @throws ExpectedFailure when a member is not safe to unpack or the tar is damaged
 */
export async function* tarMembers(
  archive: string,
  tar: AsyncIterable<Uint8Array>,
  rules: MemberRules = IMAGE_MEMBERS,
  damaged: DamagedTar = notAPackage,
): AsyncGenerator<TarMember> {
  const refuse = (error: unknown): unknown =>
    error instanceof ExpectedFailure || !(error instanceof Error)
      ? error
      : damaged(archive, `a tar in it cannot be read: ${error.message}`)
  const extractor = extract()
  const fed = pipeline(Readable.from(tar), extractor)
  fed.catch(() => undefined)
  const guard = new MemberGuard(rules)
  try {
    for await (const entry of extractor) {
      const { header } = entry
      const content = contentOf(entry as AsyncIterable<Uint8Array>, refuse)
      yield { ...admit(archive, guard, header), content }
    }
    await fed
  } catch (error) {
    throw refuse(error)
  }
}

async function* contentOf(
  entry: AsyncIterable<Uint8Array>,
  refuse: (error: unknown) => unknown,
): AsyncGenerator<Uint8Array> {
  try {
    yield* entry
  } catch (error) {
    throw refuse(error)
  }
}

function admit(archive: string, guard: MemberGuard, header: Header): Omit<TarMember, 'content'> {
  const { name, type, mode, uid, gid, linkname } = header
  const target = (linkname as string | null) ?? ''
  const member: Member = { name, kind: kindOf(type), target }
  const safe = guard.admit(member)
  const { kind } = member
  if (!safe.ok || kind === 'special') {
    const problem = safe.ok ? 'it is a device, a pipe or a socket' : safe.failure
    const reason = 'unsafe-member'
    throw new ExpectedFailure({ topic: 'archive', reason, archive, member: name, problem })
  }
  return { kind, safe: safe.value, mode: mode & 0o7777, uid, gid, target }
}

function kindOf(type: Header['type']): MemberKind {
  switch (type) {
    case 'file':
    case 'contiguous-file':
      return 'file'
    case 'directory':
      return 'directory'
    case 'symlink':
      return 'symlink'
    case 'link':
      return 'hardlink'
    default:
      return 'special'
  }
}
