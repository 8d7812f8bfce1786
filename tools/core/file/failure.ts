/** A file of the local machine that is missing, cannot be read or written, or changes meanwhile. */
export type FileFailure = MissingFile | UnreadableFile | NoSpace | UnwritableFile | WrittenTo

/** Nothing is at the path. */
export interface MissingFile {
  readonly topic: 'file'
  readonly reason: 'missing'
  readonly path: string
}

/** The operating system does not let rt read the file. */
export interface UnreadableFile {
  readonly topic: 'file'
  readonly reason: 'unreadable'
  readonly path: string
  readonly cause: string
}

/** The disk is full. */
export interface NoSpace {
  readonly topic: 'file'
  readonly reason: 'no-space'
  readonly path: string
  /** Bytes that the whole output has. */
  readonly size: number
}

/** The operating system does not let rt write the file. */
export interface UnwritableFile {
  readonly topic: 'file'
  readonly reason: 'unwritable'
  readonly path: string
  readonly cause: string
}

/** It was written to while it was read. */
export interface WrittenTo {
  readonly topic: 'file'
  readonly reason: 'written-to'
  readonly path: string
}
