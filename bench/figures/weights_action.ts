import { join } from 'node:path'
import type { Command } from '../measure/command.ts'
import type { Bench } from './figure.ts'

/** Files smaller than this share layers; scaled, so that a scaled shard still has a layer of its own. */
const BUNDLE_BELOW = 64 << 20

/** The key of a file of the bench, as if it were a runfile of the main workspace. */
export function keyOf(path: string): string {
  return `_main/${path}`
}

/** `rt layer weights` as a Bazel action runs it; files are relative to the figure's folder. */
export function weightsAction(bench: Bench, files: readonly string[], out: string): Command {
  const below = Math.floor(BUNDLE_BELOW * bench.scale)
  const entries = files.flatMap((file) => [
    `source\tmodels/${file}\t${file}`,
    `key\t${keyOf(file)}\t${file}`,
  ])
  return bench.rt.action(
    join(out, 'arguments'),
    [
      'layer',
      'weights',
      `--layers=${join(out, 'layers.json')}`,
      `--bundle-below=${below}`,
      '--',
      ...entries,
    ],
    { cwd: bench.folder },
  )
}
