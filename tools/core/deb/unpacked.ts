import type { ImagePath } from '../entries/entry.ts'
import type { Stanza } from './stanza.ts'

/** A Debian package as it was read. */
export interface UnpackedPackage {
  /** Path of the .deb. */
  readonly file: string
  readonly name: string
  readonly version: string
  /** As Debian calls it; "all" for any. */
  readonly architecture: string
  readonly control: Stanza
  /** Lines of `md5sums`: hash, two spaces, path without a slash before it. */
  readonly md5sums: readonly string[]
  /** Paths with a slash before them of files that a user may have changed. */
  readonly conffiles: ReadonlySet<string>
  readonly members: readonly UnpackedMember[]
}

/** A file, directory or link of a package. */
export interface UnpackedMember {
  /** As the package has it, before /usr was merged. */
  readonly path: ImagePath
  readonly kind: 'file' | 'directory' | 'link'
  /** Permission bits. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** What a symbolic link says; empty for others. */
  readonly target: string
  /** The bytes of a file. */
  readonly content?: SpoolRange
  /** MD5 in hexadecimal, of files that are conffiles only: dpkg keeps no other hash. */
  readonly md5?: string
}

/** A run of bytes of the file that holds all contents until the layer is written. */
export interface SpoolRange {
  readonly offset: number
  readonly size: number
}
