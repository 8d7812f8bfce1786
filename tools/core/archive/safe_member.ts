import { parentOf } from '../entries/image_path.ts'
import type { ImagePath } from '../entries/entry.ts'
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import { encodeUtf8 } from '../utf8.ts'

/** Bytes of a member's path at most (PATH_MAX of Linux, without its NUL). */
export const MAX_MEMBER_PATH_BYTES = 4095

/** Bytes between two slashes at most (NAME_MAX of Linux). */
export const MAX_MEMBER_PART_BYTES = 255

/** Members of one archive at most. */
export const MAX_MEMBERS = 2_000_000

/** What a member of an archive is. All else (devices, pipes, sockets) is `special`. */
export type MemberKind = 'file' | 'directory' | 'symlink' | 'hardlink' | 'special'

/** One member as the archive states it. */
export interface Member {
  /** As written in the archive. */
  readonly name: string
  readonly kind: MemberKind
  /** What a link says, as written; empty for others. */
  readonly target: string
}

/** A member that may be unpacked. */
export interface SafeMember {
  readonly path: ImagePath
  /** The path of the file that a hard link means; undefined for others. */
  readonly linked: ImagePath | undefined
}

/** How an archive is to be read. */
export interface MemberRules {
  /**
   * What an absolute target of a symbolic link means: the root of the image that the archive becomes part
   * of (Debian packages), or nothing good (archives that are unpacked into a directory).
   */
  readonly absoluteTargets: 'image-root' | 'refused'
  /** A backslash is part of a name (tar) or a trick to separate parts (zip, APPNOTE 4.4.17). */
  readonly backslash: 'allowed' | 'refused'
}

/** For Debian packages and layers: a part of an image. */
export const IMAGE_MEMBERS: MemberRules = { absoluteTargets: 'image-root', backslash: 'allowed' }

/** For wheels and other archives that are unpacked into a directory. */
export const DIRECTORY_MEMBERS: MemberRules = { absoluteTargets: 'refused', backslash: 'refused' }

/**
 * The path of a member below the root of its archive; fails, with a clause that says why, on everything
 * that could mean a place outside: absolute names, `..`, NUL, drive letters, and names that no file system
 * takes.
 */
export function safeMemberPath(
  name: string,
  rules: MemberRules = IMAGE_MEMBERS,
): Result<ImagePath, string> {
  if (name.includes('\0')) return err('its name has a NUL character')
  if (name.startsWith('/')) return err('its name is absolute')
  if (rules.backslash === 'refused' && name.includes('\\')) return err('its name has a backslash')
  if (rules.backslash === 'refused' && /^[A-Za-z]:/.test(name)) return err('its name has a drive')
  const parts = name.split('/').filter((part) => part !== '' && part !== '.')
  if (parts.includes('..')) return err('its name has a ".."')
  if (parts.some((part) => encodeUtf8(part).length > MAX_MEMBER_PART_BYTES)) {
    return err(`a part of its name has more than ${MAX_MEMBER_PART_BYTES} bytes`)
  }
  if (rules.absoluteTargets === 'image-root' && parts.some((part) => part.startsWith('.wh.')))
    return err('its name, which starts with ".wh.", removes files of other layers')
  const path = parts.join('/')
  if (encodeUtf8(path).length > MAX_MEMBER_PATH_BYTES) {
    return err(`its name has more than ${MAX_MEMBER_PATH_BYTES} bytes`)
  }
  return ok(path as ImagePath)
}

/**
 * Watches over the members of one archive in their order. Besides {@link safeMemberPath} it refuses what
 * only shows in sequence: a member below a symbolic link or a file, a second member of the same path, a
 * hard link to what is not an earlier file of the archive, a symbolic link that leaves the root, special files,
 * and too many members.
 */
export class MemberGuard {
  readonly #rules: MemberRules
  readonly #kinds = new Map<ImagePath, MemberKind>()
  #members = 0

  constructor(rules: MemberRules) {
    this.#rules = rules
  }

  /** Admits the next member, or says in a clause why not. */
  admit(member: Member): Result<SafeMember, string> {
    this.#members += 1
    if (this.#members > MAX_MEMBERS) return err(`it has more than ${MAX_MEMBERS} members`)
    if (member.kind === 'special') return err('it is a device, a pipe or a socket')
    const parsed = safeMemberPath(member.name, this.#rules)
    if (!parsed.ok) return parsed
    const path = parsed.value
    const problem = this.#problemOf(path, member)
    if (problem !== undefined) return err(problem)
    const linked = member.kind === 'hardlink' ? this.#linkedFile(member.target) : ok(undefined)
    if (!linked.ok) return linked
    this.#note(path, member.kind)
    return ok({ path, linked: linked.value })
  }

  /** What is above a member is a directory from then on, whether the archive says so or not. */
  #note(path: ImagePath, kind: MemberKind): void {
    this.#kinds.set(path, kind)
    for (let above = parentOf(path); above !== ''; above = parentOf(above)) {
      if (this.#kinds.has(above)) return
      this.#kinds.set(above, 'directory')
    }
  }

  #problemOf(path: ImagePath, { kind, target }: Member): string | undefined {
    if (path === '' && kind !== 'directory') return 'it takes the place of the root'
    const before = this.#kinds.get(path)
    if (before !== undefined && !(before === 'directory' && kind === 'directory')) {
      return 'it is there twice'
    }
    for (let above = parentOf(path); above !== ''; above = parentOf(above)) {
      const what = this.#kinds.get(above)
      if (what === 'directory') break
      if (what !== undefined) return `it is below "${above}", which is not a directory`
    }
    return kind === 'symlink' ? this.#targetProblem(path, target) : undefined
  }

  #targetProblem(path: ImagePath, target: string): string | undefined {
    if (target === '' || target.includes('\0')) return 'its target is not a path'
    if (target.startsWith('/')) {
      return this.#rules.absoluteTargets === 'refused' ? 'its target is absolute' : undefined
    }
    let depth = path.split('/').length - 1
    let descended = false
    for (const part of target.split('/')) {
      depth += part === '..' ? -1 : part === '' || part === '.' ? 0 : 1
      if (depth < 0) return 'its target is outside the root'
      // Beyond another link, ".." leads elsewhere than it says; an image ends at its root all the same.
      if (part === '..' && descended && this.#rules.absoluteTargets === 'refused') {
        return 'its target goes down and up again'
      }
      descended ||= part !== '..' && part !== '.' && part !== ''
    }
    return undefined
  }

  #linkedFile(target: string): Result<ImagePath, string> {
    const parsed = safeMemberPath(target, this.#rules)
    if (!parsed.ok) return err(`the name of the file that it links to is not safe: "${target}"`)
    const kind = this.#kinds.get(parsed.value)
    if (kind === 'file' || kind === 'hardlink') return parsed
    return err(`it links to "${target}", which is not an earlier file`)
  }
}
