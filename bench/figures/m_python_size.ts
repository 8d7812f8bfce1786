import { statSync } from 'node:fs'
import { join } from 'node:path'
import { measure } from '../measure/command.ts'
import { installByUv, pinsOf } from '../peers/uv.ts'
import { below, judge } from '../report/row.ts'
import { digits } from '../report/table.ts'
import { builtImage, sizeOfLayers } from './built_image.ts'
import type { Bench, Figure } from './figure.ts'
import { makePythonWorkspace } from './python_workspace.ts'

/** An image of rt beside what a Dockerfile makes of a Debian with Python and of the same wheels. */
export const pythonSizeFigure: Figure = {
  id: 'm',
  title: 'Stored size of a Python image',
  run: async (bench) => {
    bench.say('building an image, and a Debian with Python and pip')
    using workspace = makePythonWorkspace()
    await measure(workspace.bazel(['run', '@debian//:lock']))
    await measure(workspace.bazel(['build', '//:image', '//:slim']))
    const rt = sizeOfLayers(await builtImage(workspace, '//:image'))
    const base = sizeOfLayers(await builtImage(workspace, '//:slim'))
    const modules = await installByUv(pinsOf(workspace.lock), bench.folder)
    await measure(workspace.bazel(['shutdown']))
    const wheels = await packedSize(bench, modules)
    const lines = [
      ['rt', digits(rt / 1e6)],
      ['Debian with python3 and pip', digits(base / 1e6)],
      ['its layer of wheels', digits(wheels / 1e6)],
    ]
    return {
      rows: [
        judge({
          id: 'm.size',
          value: rt / (base + wheels),
          unit: 'of the bytes of a minimal Debian with Python, pip and the same wheels',
          goal: below(1),
        }),
      ],
      tables: [{ title: '', columns: ['', 'MB'], lines }],
      bars: [],
      notes: [
        'in place of python:slim, which not every machine can have: the essential packages of Debian with python3 and python3-pip',
      ],
    }
  },
}

/** Bytes of one layer of a folder, as `docker build` would store it with zstd. */
export async function packedSize(bench: Bench, folder: string): Promise<number> {
  const tar = join(bench.folder, 'wheels.tar.zst')
  const argv = [bench.tools.need('bsdtar'), '--zstd', '-cf', tar, '-C', folder, '.']
  await measure({ argv })
  return statSync(tar).size
}
