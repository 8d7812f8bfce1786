import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { isGone, OWNER } from '../layout/process_owner.ts'

/**
 * Makes a directory in a BentoML home for what is not finished, and removes those that programs of this machine have
 * left there when they were killed.
 */
export async function makeStaging(home: string): Promise<string> {
  const folder = join(home, 'tmp')
  await mkdir(folder, { recursive: true })
  await removeOrphans(folder, (name) => /^rt-(\w+-\d+)-/.exec(name)?.[1])
  return mkdtemp(join(folder, `rt-${OWNER}-`))
}

/** Names the file beside another one that holds it until it is whole, and removes those of programs that were killed. */
export async function partialPath(path: string): Promise<string> {
  const start = `${basename(path)}.`
  await removeOrphans(dirname(path), (name) =>
    name.startsWith(start) ? /^(\w+-\d+)\.partial$/.exec(name.slice(start.length))?.[1] : undefined,
  )
  return `${path}.${OWNER}.partial`
}

/** Removes what a process has signed that is gone. */
async function removeOrphans(
  folder: string,
  ownerOf: (name: string) => string | undefined,
): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const owner = ownerOf(name)
    if (owner !== undefined && isGone(owner))
      await rm(join(folder, name), { recursive: true, force: true })
  }
}
