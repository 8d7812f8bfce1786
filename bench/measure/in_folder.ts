import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Command, Sample } from './command.ts'
import { measure } from './command.ts'
import type { Contender } from './rounds.ts'

/** A contender that gets an empty folder for what it writes, which is gone before the next one runs. */
export function inFolder(
  folder: string,
  name: string,
  command: (out: string) => Command,
  counts: (sample: Sample, out: string) => Readonly<Record<string, number>> = () => ({}),
): Contender {
  const out = join(folder, 'out')
  return {
    name,
    run: async () => {
      rmSync(out, { recursive: true, force: true })
      mkdirSync(out, { recursive: true })
      try {
        const sample = await measure(command(out))
        return { ...sample, counts: counts(sample, out) }
      } finally {
        rmSync(out, { recursive: true, force: true })
      }
    },
  }
}
