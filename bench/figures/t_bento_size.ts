import { installByUv, pinsOf } from '../peers/uv.ts'
import { atMost, judge } from '../report/row.ts'
import { outputOf } from './bazel_push.ts'
import { makeBentoWorkspace } from './bento_workspace.ts'
import type { Figure } from './figure.ts'
import { compareStored } from './stored_size.ts'

/** The image of a Bento beside what the Dockerfile of `bentoml containerize` makes. */
export const bentoSizeFigure: Figure = {
  id: 't',
  title: 'Stored size of the image of a Bento',
  run: async (bench) => {
    bench.say('building the image of a Bento, and a Debian with what its Dockerfile installs')
    using workspace = makeBentoWorkspace()
    const { ratio, ...shown } = await compareStored(bench, workspace, {
      image: '//bento:bento.image',
      debian: 'Debian with python3, pip, build-essential, git and gnupg2',
      layers: [
        ['its layer of wheels', () => installByUv(pinsOf(workspace.lock), bench.folder)],
        ['its layer of the Bento', () => outputOf(workspace, '//bento')],
      ],
    })
    return {
      rows: [
        judge({
          id: 't.size',
          value: ratio,
          unit: 'of the bytes of what the Dockerfile of bentoml containerize makes',
          goal: atMost(0.6),
        }),
      ],
      ...shown,
      notes: [],
    }
  },
}
