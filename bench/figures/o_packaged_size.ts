import { PINNED_SERVICE } from '../peers/pinned_service.ts'
import { installByUv, pinsOf } from '../peers/uv.ts'
import { atMost, judge } from '../report/row.ts'
import type { Figure } from './figure.ts'
import { makePackagerWorkspace } from './packager_workspace.ts'
import { compareStored } from './stored_size.ts'

/** The image of a packaged model beside what a Dockerfile makes of a Debian with Python and of the same wheels. */
export const packagedSizeFigure: Figure = {
  id: 'o',
  title: 'Stored size of a packaged model',
  run: async (bench) => {
    bench.say('building an image, and a Debian with Python and pip')
    using workspace = makePackagerWorkspace()
    const pins = [...pinsOf(workspace.lock), ...PINNED_SERVICE]
    const { ratio, ...shown } = await compareStored(bench, workspace, {
      image: '//:wine',
      debian: 'Debian with python3 and pip',
      layers: [['its layer of wheels', () => installByUv(pins, bench.folder)]],
    })
    return {
      rows: [
        judge({
          ...{ id: 'o.size', value: ratio, goal: atMost(0.5) },
          unit: 'of the bytes of a minimal Debian with Python, pip and the same packages',
        }),
      ],
      ...shown,
      notes: [],
    }
  },
}
