import { closeSync, openSync, writeSync } from 'node:fs'
import { Weights } from './bfloat16.ts'

const BLOCK = 4 << 20

/** Calls back with one block after the other of weights, until that many bytes were given. The block is used again. */
export function eachWeightBlock(
  bytes: number,
  seed: number,
  take: (block: Uint8Array) => void,
): void {
  const weights = new Weights(seed)
  const words = new Uint32Array(BLOCK / 4)
  const block = new Uint8Array(words.buffer)
  for (let left = bytes; left > 0; left -= BLOCK) {
    weights.fill(words)
    take(left < BLOCK ? block.subarray(0, left) : block)
  }
}

/** Writes a file of weights in bfloat16. */
export function writeShard(path: string, bytes: number, seed: number): void {
  const file = openSync(path, 'w')
  try {
    eachWeightBlock(bytes, seed, (block) => writeSync(file, block))
  } finally {
    closeSync(file)
  }
}
