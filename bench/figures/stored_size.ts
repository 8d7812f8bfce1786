import { statSync } from 'node:fs'
import { join } from 'node:path'
import { measure } from '../measure/command.ts'
import { digits } from '../report/table.ts'
import { builtImage, sizeOfLayers } from './built_image.ts'
import type { Bench, FigureResult } from './figure.ts'
import type { FixedWorkspace } from './fixed_workspace.ts'

/** An image of rt, and what a Dockerfile makes in its place. */
export interface Comparison {
  /** Label of the image. */
  readonly image: string
  /** What the Debian `//:slim` has. */
  readonly debian: string
  /** Its layers on that: what each is, and the folder that it has. */
  readonly layers: readonly (readonly [title: string, folder: () => Promise<string>])[]
}

/** Builds both, and compares what is stored of them; `ratio` is that of rt to the other. */
export async function compareStored(
  bench: Bench,
  workspace: FixedWorkspace,
  { image, debian, layers }: Comparison,
): Promise<Pick<FigureResult, 'tables' | 'bars'> & { readonly ratio: number }> {
  await measure(workspace.bazel(['run', '@debian//:lock']))
  await measure(workspace.bazel(['build', image, '//:slim']))
  const rt = sizeOfLayers(await builtImage(workspace, image))
  const others: [title: string, bytes: number][] = [
    [debian, sizeOfLayers(await builtImage(workspace, '//:slim'))],
  ]
  for (const [title, folder] of layers)
    others.push([title, await packedSize(bench, await folder())])
  await measure(workspace.bazel(['shutdown']))
  const lines = [['rt', rt] as const, ...others].map(([title, bytes]) => [
    title,
    digits(bytes / 1e6),
  ])
  return {
    ratio: rt / others.reduce((sum, [, bytes]) => sum + bytes, 0),
    tables: [{ title: '', columns: ['', 'MB'], lines }],
    bars: [],
  }
}

/** Bytes of one layer of a folder, as `docker build` would store it with zstd. */
async function packedSize(bench: Bench, folder: string): Promise<number> {
  const tar = join(bench.folder, 'layer.tar.zst')
  const argv = [bench.tools.need('bsdtar'), '--zstd', '-cf', tar, '-C', folder, '.']
  await measure({ argv })
  return statSync(tar).size
}
