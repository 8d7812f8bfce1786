import { randomBytes } from 'node:crypto'
import { lstat, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { systemErrorCode } from '../file_failure.ts'
import { isGone, OWNER } from './process_owner.ts'

/**
 * What has arrived of a blob, in a file that belongs to one process at a time, so that two pulls into one
 * directory never write to the same file. While it is being written it is `HEX.OWNER.part`; an orderly
 * end leaves it as `HEX.part`. A later process makes either its own by renaming it, which only one can;
 * of the first kind only when its owner is dead.
 */
export class PartialBlob {
  /** Where the bytes go. */
  readonly path: string
  readonly #blob: string

  private constructor(blob: string) {
    this.#blob = blob
    this.path = `${blob}.${OWNER}.${randomBytes(6).toString('hex')}.part`
  }

  /** Takes over the longest part that nobody else writes to; others are deleted. */
  static async claim(blob: string): Promise<PartialBlob> {
    const part = new PartialBlob(blob)
    const [longest, ...others] = await abandonedParts(blob)
    if (longest !== undefined) await rename(longest, part.path).catch(ignoreMissing)
    for (const path of others) await rm(path, { force: true })
    return part
  }

  /** Leaves what is there to whoever comes next. */
  async release(): Promise<void> {
    await rename(this.path, `${this.#blob}.part`).catch(ignoreMissing)
  }

  /** Deletes what is there. */
  async discard(): Promise<void> {
    await rm(this.path, { force: true })
  }

  /** Gives the blob its name: to be called when all of it is there, and right. */
  async complete(): Promise<void> {
    await rename(this.path, this.#blob)
  }
}

/** Parts of a blob that no living process writes to, longest first. */
async function abandonedParts(blob: string): Promise<readonly string[]> {
  const directory = dirname(blob)
  const prefix = `${basename(blob)}.`
  const names = (await readdir(directory)).filter((name) => name.startsWith(prefix))
  const parts = await Promise.all(
    names.filter(isAbandoned).map(async (name) => {
      const path = join(directory, name)
      const stats = await lstat(path).catch(() => undefined)
      return stats?.isFile() === true ? [{ path, size: stats.size }] : []
    }),
  )
  return parts
    .flat()
    .toSorted((a, b) => b.size - a.size)
    .map(({ path }) => path)
}

function isAbandoned(name: string): boolean {
  if (/^[0-9a-f]+\.part$/.test(name)) return true
  const owner = /^[0-9a-f]+\.([0-9a-f]{8}-\d{1,10})\.[0-9a-f]{12}\.part$/.exec(name)?.[1]
  return owner !== undefined && isGone(owner)
}

/** Somebody else may have been quicker, or nothing has arrived. */
function ignoreMissing(error: unknown): void {
  if (systemErrorCode(error) !== 'ENOENT') throw error
}
