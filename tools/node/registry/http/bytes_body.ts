import type { RequestBody } from './exchange.ts'

/** A body that is in memory. */
export function bytesBody(bytes: Uint8Array): RequestBody {
  return {
    length: bytes.length,
    // eslint-disable-next-line @typescript-eslint/require-await -- the interface is asynchronous
    async *open() {
      yield bytes
    },
  }
}
