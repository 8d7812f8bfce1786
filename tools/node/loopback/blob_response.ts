import type { IncomingMessage, ServerResponse } from 'node:http'
import { parseByteRange } from '../../core/engine/byte_range.ts'
import type { BlobSource } from '../blob/image_source.ts'
import { withholdLastByte } from '../blob/withhold.ts'

/**
 * Answers a request for a blob or a part of it.
 *
 * @param onSent told of every piece that was handed to the operating system
 * @throws the error of the source; the answer is then incomplete
 */
export async function sendBlob(
  blob: BlobSource,
  request: IncomingMessage,
  response: ServerResponse,
  onSent: (bytes: number) => void,
): Promise<void> {
  const { digest, mediaType, size } = blob.descriptor
  const range = parseByteRange(request.headers.range, size)
  if (range === 'unsatisfiable')
    return void response.writeHead(416, { 'Content-Range': `bytes */${size}` }).end()
  const { start, end } = range ?? { start: 0, end: size - 1 }
  response.writeHead(range === undefined ? 200 : 206, {
    'Content-Type': mediaType,
    'Content-Length': end + 1 - start,
    'Docker-Content-Digest': digest,
    'Accept-Ranges': 'bytes',
    ...(range && { 'Content-Range': `bytes ${start}-${end}/${size}` }),
  })
  if (request.method === 'GET') await sendBytes(blob, start, end, response, onSent)
  response.end()
}

/** A part that ends with the blob ends only after the source has verified the blob. */
async function sendBytes(
  blob: BlobSource,
  start: number,
  end: number,
  response: ServerResponse,
  onSent: (bytes: number) => void,
): Promise<void> {
  let left = end + 1 - start
  for await (const chunk of withholdLastByte(blob.open(start), blob.descriptor.size - start)) {
    const piece = chunk.subarray(0, left)
    left -= piece.length
    if (!(await write(response, piece))) return
    onSent(piece.length)
    if (left === 0) return
  }
}

/** Resolves when the bytes are handed on, so that the buffer may be used again; false when nobody reads. */
function write(response: ServerResponse, piece: Uint8Array): Promise<boolean> {
  return new Promise((resolve) => {
    if (response.destroyed) resolve(false)
    else if (piece.length === 0) resolve(true)
    else response.write(piece, (error) => resolve(error === null || error === undefined))
  })
}
