import { createHash } from 'node:crypto'
import { closeSync, openSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { END_OF_ARCHIVE_SIZE, paddingAfter } from '../../tools/core/tar/block.ts'
import { encodeTarHeader } from '../../tools/core/tar/header.ts'
import { eachWeightBlock } from './shards.ts'

/** Writes a plain tar with one file of weights to FOLDER/HEX, HEX being its sha256, which is the answer. */
export function writeTarLayer(folder: string, name: string, bytes: number, seed: number): string {
  const unfinished = join(folder, `unfinished-${seed}`)
  const file = openSync(unfinished, 'w')
  const hash = createHash('sha256')
  const write = (block: Uint8Array): void => {
    hash.update(block)
    writeSync(file, block)
  }
  try {
    write(tarHeader(name, bytes))
    eachWeightBlock(bytes, seed, write)
    write(new Uint8Array(paddingAfter(bytes) + END_OF_ARCHIVE_SIZE))
  } finally {
    closeSync(file)
  }
  const hex = hash.digest('hex')
  renameSync(unfinished, join(folder, hex))
  return hex
}

function tarHeader(path: string, size: number): Uint8Array {
  return encodeTarHeader({
    kind: 'file',
    path,
    size,
    mode: 0o644,
    uid: 0,
    gid: 0,
    uname: '',
    gname: '',
    mtime: { seconds: 0, nanoseconds: 0 },
    target: '',
  })
}

/** Bytes of the tar that `writeTarLayer` writes. */
export function tarLayerSize(name: string, bytes: number): number {
  return tarHeader(name, bytes).length + bytes + paddingAfter(bytes) + END_OF_ARCHIVE_SIZE
}
