import { installByUv, pinsOf } from '../peers/uv.ts'
import { below, judge } from '../report/row.ts'
import type { Figure } from './figure.ts'
import { makePythonWorkspace } from './python_workspace.ts'
import { compareStored } from './stored_size.ts'

/** An image of rt beside what a Dockerfile makes of a Debian with Python and of the same wheels. */
export const pythonSizeFigure: Figure = {
  id: 'm',
  title: 'Stored size of a Python image',
  run: async (bench) => {
    bench.say('building an image, and a Debian with Python and pip')
    using workspace = makePythonWorkspace()
    const { ratio, ...shown } = await compareStored(bench, workspace, {
      image: '//:image',
      debian: 'Debian with python3 and pip',
      layers: [['its layer of wheels', () => installByUv(pinsOf(workspace.lock), bench.folder)]],
    })
    return {
      rows: [
        judge({
          id: 'm.size',
          value: ratio,
          unit: 'of the bytes of a minimal Debian with Python, pip and the same wheels',
          goal: below(1),
        }),
      ],
      ...shown,
      notes: [
        'in place of python:slim, which not every machine can have: the essential packages of Debian with python3 and python3-pip',
      ],
    }
  },
}
