import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { ExpectedFailure } from '../../core/failure.ts'

/**
 * Downloads an address to a folder, under the last part of its path. For lock files: repository rules have
 * Bazel's own downloader.
 *
 * @returns the path of the file
 * @throws ExpectedFailure (`runtime-lock`) when the address does not answer with a file
 */
export async function downloadUrl(
  url: string,
  folder: string,
  signal: AbortSignal,
): Promise<string> {
  const refuse = (cause: string): ExpectedFailure =>
    new ExpectedFailure({ topic: 'runtime-lock', reason: 'not-fetched', url, cause })
  const name = URL.parse(url)?.pathname.split('/').at(-1)
  if (name === undefined || name === '') throw refuse('it is not the address of a file')
  try {
    const response = await fetch(url, { signal })
    if (!response.ok || response.body === null) throw refuse(`the answer is ${response.status}`)
    const path = join(folder, name)
    await pipeline(response.body, createWriteStream(path))
    return path
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof ExpectedFailure || !(error instanceof Error)) throw error
    const { cause } = error
    throw refuse(cause instanceof Error ? cause.message : error.message)
  }
}
