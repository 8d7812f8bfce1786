import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { doJobs } from '../data/workers.ts'
import type { Command } from '../measure/command.ts'
import { measure } from '../measure/command.ts'
import type { Bench } from './figure.ts'
import { weightsAction } from './weights_action.ts'

/** An image of recipe layers: weights that no tar holds, as `bazel run` finds it in its runfiles. */
export interface RecipeImage {
  /** `rt push` or `rt load` of it, with more arguments. */
  command(verb: 'push' | 'load', args: readonly string[], env?: Command['env']): Command
}

/** Makes weights, `rt layer weights` and `rt image build` in a folder that looks like runfiles. */
export async function makeRecipeImage(
  bench: Bench,
  name: string,
  layers: number,
  bytesOfLayer: number,
): Promise<RecipeImage> {
  const runfiles = join(bench.folder, `${name}.runfiles`)
  const main = join(runfiles, '_main')
  mkdirSync(main, { recursive: true })
  const files = Array.from({ length: layers }, (_, index) => `weights-${index}.bin`)
  await doJobs(
    files.map((file, index) => ({
      kind: 'shard',
      path: join(main, file),
      bytes: bytesOfLayer,
      seed: 500_000 + layers * 1000 + index,
    })),
  )
  await measure(weightsAction({ ...bench, folder: main }, files, main))
  await measure(imageAction({ ...bench, folder: main }, main))
  const keys = ['--image=_main/image', '--layers=_main/layers.json']
  return {
    command: (verb, args, env) =>
      bench.rt.command([verb, ...keys, ...args], { env: { ...env, RUNFILES_DIR: runfiles } }),
  }
}

function imageAction(bench: Bench, main: string): Command {
  const args = [
    'image',
    'build',
    '--out=image',
    '--digest-out=image.digest',
    '--layers=layers.json',
  ]
  const platform = ['--os=linux', '--architecture=amd64', '--entrypoint=/bin/true']
  return bench.rt.action(join(main, 'image.arguments'), [...args, ...platform], { cwd: main })
}
