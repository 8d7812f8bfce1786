import type { Hash } from 'node:crypto'
import type { Descriptor } from '../../core/descriptor.ts'
import type { Digest } from '../../core/digest.ts'
import { digestOfHex } from '../../core/digest.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import { formatRepository } from '../../core/reference.ts'
import { parseContentRange } from '../../core/registry/range.ts'
import type { Setback } from './http/backoff.ts'
import type { HttpResponse } from './http/response.ts'
import type { RepositoryClient } from './repository.ts'

/** How far a download has come. */
export interface DownloadState {
  /** Of all bytes so far. */
  readonly hash: Hash
  /** How many those are. */
  readonly offset: number
}

/**
 * Streams a blob from a byte on, goes on where a connection breaks, and verifies size and digest of the
 * whole: a mismatch is thrown before the iteration ends.
 *
 * @param state what is there already, hashed
 * @throws ExpectedFailure when the registry lacks the blob or sends another one, or the budget is used up
 */
export async function* downloadBlob(
  client: RepositoryClient,
  descriptor: Descriptor,
  state: DownloadState,
): AsyncGenerator<Uint8Array> {
  const { digest, size } = descriptor
  const { hash } = state
  const backoff = client.registry.backoff(`read the blob ${digest}`)
  let offset = state.offset
  while (offset < size) {
    const response = await openFrom(client, descriptor, offset)
    let setback: Setback = { cause: 'the answer was cut short' }
    try {
      for await (const chunk of fromOffset(response, offset)) {
        if (offset + chunk.length > size) throw wrongSize(digest, size, `more than ${size}`)
        hash.update(chunk)
        offset += chunk.length
        backoff.progress(offset)
        yield chunk
      }
    } catch (error) {
      setback = client.registry.setbackOf(error)
    }
    if (offset < size) await backoff.wait(setback)
  }
  const actual = digestOfHex(hash.digest('hex'))
  if (actual !== digest) throw wrongContent(digest, digest, actual)
}

/** Asks for the rest of a blob, or for the whole where the server cannot give a part. */
async function openFrom(
  client: RepositoryClient,
  descriptor: Descriptor,
  offset: number,
): Promise<HttpResponse> {
  const response = await client.openBlob(descriptor, offset)
  const found = checkFound(client, descriptor, response)
  if (found.status !== 416 || offset === 0) return found
  found.discard()
  return checkFound(client, descriptor, await client.openBlob(descriptor, 0))
}

/** The bytes from an offset on, also of a server that sends everything. */
async function* fromOffset(response: HttpResponse, offset: number): AsyncGenerator<Uint8Array> {
  const range = parseContentRange(response.header('content-range'))
  let skip = response.status === 206 && range?.start === offset ? 0 : offset
  for await (const chunk of response.stream()) {
    const rest = chunk.subarray(skip)
    skip -= chunk.length - rest.length
    if (rest.length > 0) yield rest
  }
}

function checkFound(
  client: RepositoryClient,
  { digest }: Descriptor,
  response: HttpResponse,
): HttpResponse {
  if (response.status === 404) {
    response.discard()
    const reference = `${formatRepository(client.registry.repository)}@${digest}`
    throw new ExpectedFailure({ topic: 'registry', reason: 'not-found', reference })
  }
  return response
}

function wrongSize(digest: Digest, expected: number, actual: string): ExpectedFailure {
  return wrongContent(digest, `${expected} bytes`, `${actual} bytes`)
}

function wrongContent(digest: Digest, expected: string, actual: string): ExpectedFailure {
  const what = `the blob ${digest}`
  return new ExpectedFailure({ topic: 'registry', reason: 'wrong-content', what, expected, actual })
}
