import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RtOutcome } from './run_rt.ts'
import { runRt } from './run_rt.ts'
import { tinyLayer } from './tiny_layer.ts'

/** An image that is built on a base of a registry as the rules do it: the base's layers are not here. */
export interface PulledBase {
  /** Arguments of `rt push` and `rt load`, with the directory as the runfiles. */
  readonly target: readonly string[]
}

/** Pulls a base without its layers into a directory, and builds an image with one more layer on it. */
export async function buildOnBase(
  directory: string,
  reference: string,
  env: Readonly<Record<string, string>>,
): Promise<PulledBase> {
  await must(runRt(directory, ['fetch', 'base', `--reference=${reference}`, '--out=.'], env))
  const report = JSON.parse(await readFile(join(directory, 'image.json'), 'utf8')) as {
    readonly mediaType: string
  }
  const wrap = ['--manifest=manifest.json', '--config=config.json', '--out=base']
  const type = `--media-type=${report.mediaType}`
  await must(runRt(directory, ['image', 'wrap', ...wrap, type, '--digest-out=base.digest'], env))
  const { set, entry } = tinyLayer(directory, 'app.tar', 'app')
  const base = ['--base=base', '--base-layers=layers.json', `--layers=${set}`]
  const platform = ['--os=linux', '--architecture=amd64']
  await must(
    runRt(directory, ['image', 'build', '--out=image', ...platform, ...base, '--', entry], env),
  )
  return { target: ['--image=image', '--layers=layers.json', `--layers=${set}`] }
}

/** Waits for a run of rt that must go well. */
export async function must(run: Promise<RtOutcome>): Promise<RtOutcome> {
  const outcome = await run
  if (outcome.code !== 0) throw new Error(outcome.stderr)
  return outcome
}
