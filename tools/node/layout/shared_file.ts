import { randomBytes } from 'node:crypto'
import { open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { systemErrorCode } from '../file_failure.ts'
import { isGone, OWNER } from './process_owner.ts'

/** Whoever holds a lock for longer has died with it: what is done under one takes milliseconds. */
const ABANDONED_AFTER_MS = 10_000
const LOOK_AGAIN_MS = 20

/** Puts new content in the place of a file in one step: whoever reads it sees the old or the new. */
export async function replaceFile(path: string, content: Uint8Array | string): Promise<void> {
  const own = `${path}.${randomBytes(6).toString('hex')}.new`
  try {
    await writeFile(own, content, { flag: 'wx' })
    await rename(own, path)
  } catch (error) {
    await rm(own, { force: true })
    throw error
  }
}

/**
 * Does something to a file that no other process of rt does at the same time. The lock is a file beside it;
 * that of a process which is gone is taken away.
 */
export async function withFileLock<T>(path: string, action: () => Promise<T>): Promise<T> {
  const lock = `${path}.lock`
  while (!(await acquired(lock))) {
    if (await isAbandoned(lock)) await rm(lock, { force: true })
    else await sleep(LOOK_AGAIN_MS)
  }
  try {
    return await action()
  } finally {
    await rm(lock, { force: true })
  }
}

async function acquired(lock: string): Promise<boolean> {
  try {
    await using file = await open(lock, 'wx')
    await file.writeFile(OWNER)
    return true
  } catch (error) {
    if (systemErrorCode(error) === 'EEXIST') return false
    throw error
  }
}

async function isAbandoned(lock: string): Promise<boolean> {
  const owner = await readFile(lock, 'utf8').catch(() => '')
  if (isGone(owner)) return true
  const stats = await stat(lock).catch(() => undefined)
  return stats !== undefined && Date.now() - stats.mtimeMs > ABANDONED_AFTER_MS
}
