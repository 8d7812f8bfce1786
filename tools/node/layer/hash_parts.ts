import { createHash, type Hash } from 'node:crypto'
import type { Stats } from 'node:fs'
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import type { Digest } from '../../core/digest.ts'
import { digestOfHex } from '../../core/digest.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import type { TarPart } from '../../core/layer/tar_parts.ts'
import { fileFailure } from '../file_failure.ts'

/** Small enough that the bytes are still in the core's cache when they are hashed. */
const BUFFER_SIZE = 256 * 1024

let buffer: Uint8Array | undefined

/**
 * Hashes the bytes of a tar that is never written, reading each of its files once.
 *
 * @throws ExpectedFailure when a file is missing, unreadable, or changes meanwhile
 */
export function hashParts({ parts }: { readonly parts: readonly TarPart[] }): Digest {
  buffer ??= new Uint8Array(BUFFER_SIZE)
  const hash = createHash('sha256')
  for (const part of parts) addPart(hash, part, buffer)
  return digestOfHex(hash.digest('hex'))
}

function addPart(hash: Hash, part: TarPart, space: Uint8Array): void {
  switch (part.kind) {
    case 'bytes':
      hash.update(part.bytes)
      break
    case 'zeros':
      hash.update(new Uint8Array(part.size))
      break
    case 'file':
      addFile(hash, part, space)
  }
}

interface FilePart {
  readonly source: string
  readonly size: number
}

function addFile(hash: Hash, part: FilePart, space: Uint8Array): void {
  let how: string | undefined
  try {
    const file = openSync(part.source, 'r')
    try {
      const before = fstatSync(file)
      const got = hashFile(hash, file, space)
      how = changeOf(part, got, before, fstatSync(file))
    } finally {
      closeSync(file)
    }
  } catch (error) {
    throw fileFailure(part.source, error)
  }
  if (how !== undefined)
    throw new ExpectedFailure({ topic: 'layer', reason: 'changed', source: part.source, how })
}

function hashFile(hash: Hash, file: number, space: Uint8Array): number {
  let total = 0
  for (;;) {
    const got = readSync(file, space, 0, space.length, null)
    if (got === 0) return total
    hash.update(got === space.length ? space : space.subarray(0, got))
    total += got
  }
}

/** How a file changed while it was read; undefined when it did not. */
function changeOf(part: FilePart, got: number, before: Stats, after: Stats): string | undefined {
  if (got !== part.size) return `had ${part.size} bytes and has ${got} now`
  if (before.mtimeMs !== after.mtimeMs || before.ctimeMs !== after.ctimeMs)
    return 'was written to meanwhile'
  return undefined
}
