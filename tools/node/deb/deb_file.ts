import type { FileHandle } from 'node:fs/promises'
import { open } from 'node:fs/promises'
import { PACKAGE_EXPANSION } from '../../core/archive/expansion.ts'
import { AR_HEADER_SIZE, AR_MAGIC, paddedArSize, parseArHeader } from '../../core/deb/ar.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import { boundedDecompression } from '../blob/bounded_decompression.ts'
import { fileFailure } from '../file_failure.ts'
import { DECOMPRESSORS } from './decompressors.ts'

/** A .deb that is open: the two archives in it. */
export class DebFile implements AsyncDisposable {
  readonly path: string
  readonly #file: FileHandle
  readonly #members: ReadonlyMap<string, Extent>

  private constructor(path: string, file: FileHandle, members: ReadonlyMap<string, Extent>) {
    this.path = path
    this.#file = file
    this.#members = members
  }

  /**
   * Opens a package and finds its parts (deb(5)).
   *
   * @throws ExpectedFailure when it is missing, unreadable, or no Debian package
   */
  static async open(path: string): Promise<DebFile> {
    const file = await open(path).catch((error: unknown) => {
      throw fileFailure(path, error)
    })
    try {
      return new DebFile(path, file, await membersOf(file, path))
    } catch (error) {
      await file.close()
      throw error
    }
  }

  /**
   * The bytes of `control.tar` or `data.tar`, decompressed.
   *
   * @throws ExpectedFailure when there is none, it cannot be decompressed, or it grows too much
   */
  async *tar(part: 'control' | 'data'): AsyncGenerator<Uint8Array> {
    for (const [extension, decompress] of Object.entries(DECOMPRESSORS)) {
      const extent = this.#members.get(`${part}.tar${extension}`)
      if (extent === undefined) continue
      const compressed = pieces(this.#file, extent)
      yield* boundedDecompression(this.path, compressed, decompress, PACKAGE_EXPANSION)
      return
    }
    throw notAPackage(this.path, `it has no ${part}.tar that rt can decompress`)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close()
  }
}

/** Where a member is in the file. */
interface Extent {
  readonly offset: number
  readonly size: number
}

/** The failure of a file that is no Debian package, or a damaged one; the cause is a clause. */
export function notAPackage(file: string, cause: string): ExpectedFailure {
  return new ExpectedFailure({ topic: 'debian', reason: 'not-a-package', file, cause })
}

async function membersOf(file: FileHandle, path: string): Promise<ReadonlyMap<string, Extent>> {
  const { size: end } = await file.stat()
  const magic = await readAt(file, 0, AR_MAGIC.length)
  if (Buffer.from(magic).toString('latin1') !== AR_MAGIC)
    throw notAPackage(path, 'it does not start as an ar archive does')
  const members = new Map<string, Extent>()
  for (let at = AR_MAGIC.length; at < end;) {
    const header = parseArHeader(await readAt(file, at, AR_HEADER_SIZE))
    if (!header.ok) throw notAPackage(path, header.failure)
    const { name, size } = header.value
    const offset = at + AR_HEADER_SIZE
    if (offset + size > end) throw notAPackage(path, `it ends within member "${name}"`)
    if (members.has(name)) throw notAPackage(path, `it has member "${name}" twice`)
    members.set(name, { offset, size })
    at = offset + paddedArSize(size)
  }
  await checkFormat(file, path, members.get('debian-binary'))
  return members
}

/** All packages of format 2 can be read alike, whatever the minor number (deb(5)). */
async function checkFormat(
  file: FileHandle,
  path: string,
  mark: Extent | undefined,
): Promise<void> {
  if (mark === undefined) throw notAPackage(path, 'it has no member "debian-binary"')
  const text = Buffer.from(await readAt(file, mark.offset, Math.min(mark.size, 16))).toString()
  if (!text.startsWith('2.')) throw notAPackage(path, `its format is "${text.trim()}" and not 2`)
}

async function readAt(file: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  const buffer = new Uint8Array(length)
  const { bytesRead } = await file.read(buffer, 0, length, offset)
  return buffer.subarray(0, bytesRead)
}

const PIECE = 1 << 18

async function* pieces(file: FileHandle, { offset, size }: Extent): AsyncGenerator<Uint8Array> {
  for (let done = 0; done < size; done += PIECE)
    yield await readAt(file, offset + done, Math.min(PIECE, size - done))
}
