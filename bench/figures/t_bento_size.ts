import { measure } from '../measure/command.ts'
import { installByUv, pinsOf } from '../peers/uv.ts'
import { atMost, judge } from '../report/row.ts'
import { digits } from '../report/table.ts'
import { outputOf } from './bazel_push.ts'
import { makeBentoWorkspace } from './bento_workspace.ts'
import { builtImage, sizeOfLayers } from './built_image.ts'
import type { Figure } from './figure.ts'
import { packedSize } from './m_python_size.ts'

/** The image of a Bento beside what the Dockerfile of `bentoml containerize` makes. */
export const bentoSizeFigure: Figure = {
  id: 't',
  title: 'Stored size of the image of a Bento',
  run: async (bench) => {
    bench.say('building the image of a Bento, and a Debian with what its Dockerfile installs')
    using workspace = makeBentoWorkspace()
    await measure(workspace.bazel(['run', '@debian//:lock']))
    await measure(workspace.bazel(['build', '//bento:bento.image', '//:slim']))
    const rt = sizeOfLayers(await builtImage(workspace, '//bento:bento.image'))
    const base = sizeOfLayers(await builtImage(workspace, '//:slim'))
    const bento = await packedSize(bench, await outputOf(workspace, '//bento'))
    const modules = await installByUv(pinsOf(workspace.lock), bench.folder)
    await measure(workspace.bazel(['shutdown']))
    const wheels = await packedSize(bench, modules)
    const lines = [
      ['rt', digits(rt / 1e6)],
      ['Debian with python3, pip, build-essential, git and gnupg2', digits(base / 1e6)],
      ['its layer of wheels', digits(wheels / 1e6)],
      ['its layer of the Bento', digits(bento / 1e6)],
    ]
    return {
      rows: [
        judge({
          id: 't.size',
          value: rt / (base + wheels + bento),
          unit: 'of the bytes of what the Dockerfile of bentoml containerize makes',
          goal: atMost(0.6),
        }),
      ],
      tables: [{ title: '', columns: ['', 'MB'], lines }],
      bars: [],
      notes: [],
    }
  },
}
