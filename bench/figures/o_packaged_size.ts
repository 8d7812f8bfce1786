import { measure } from '../measure/command.ts'
import { PINNED_SERVICE } from '../peers/pinned_service.ts'
import { installByUv, pinsOf } from '../peers/uv.ts'
import { atMost, judge } from '../report/row.ts'
import { digits } from '../report/table.ts'
import { builtImage, sizeOfLayers } from './built_image.ts'
import type { Figure } from './figure.ts'
import { packedSize } from './m_python_size.ts'
import { makePackagerWorkspace } from './packager_workspace.ts'

/** The image of a packaged model beside what a Dockerfile makes of a Debian with Python and of the same wheels. */
export const packagedSizeFigure: Figure = {
  id: 'o',
  title: 'Stored size of a packaged model',
  run: async (bench) => {
    bench.say('building an image, and a Debian with Python and pip')
    using workspace = makePackagerWorkspace()
    await measure(workspace.bazel(['run', '@debian//:lock']))
    await measure(workspace.bazel(['build', '//:wine', '//:slim']))
    const rt = sizeOfLayers(await builtImage(workspace, '//:wine'))
    const base = sizeOfLayers(await builtImage(workspace, '//:slim'))
    const pins = [...pinsOf(workspace.lock), ...PINNED_SERVICE]
    const wheels = await packedSize(bench, await installByUv(pins, bench.folder))
    await measure(workspace.bazel(['shutdown']))
    const lines = [
      ['rt', digits(rt / 1e6)],
      ['Debian with python3 and pip', digits(base / 1e6)],
      ['its layer of wheels', digits(wheels / 1e6)],
    ]
    return {
      rows: [
        judge({
          ...{ id: 'o.size', value: rt / (base + wheels), goal: atMost(0.5) },
          unit: 'of the bytes of a minimal Debian with Python, pip and the same packages',
        }),
      ],
      tables: [{ title: '', columns: ['', 'MB'], lines }],
      bars: [],
      notes: [],
    }
  },
}
