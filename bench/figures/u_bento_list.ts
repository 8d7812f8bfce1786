import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { measure } from '../measure/command.ts'
import { named, ratio, runRounds, typical } from '../measure/rounds.ts'
import { installByUv, pinsOf } from '../peers/uv.ts'
import { atLeast, atMost, judge } from '../report/row.ts'
import { speedTable } from '../report/table.ts'
import { outputOf } from './bazel_push.ts'
import { makeBentoWorkspace } from './bento_workspace.ts'
import type { Figure } from './figure.ts'

const RT = 'rt bento list'
const THEIRS = 'bentoml list'

/** What a store of Bentos has, by rt and by BentoML. */
export const bentoListFigure: Figure = {
  id: 'u',
  title: 'Listing a store of Bentos',
  run: async (bench) => {
    bench.say('building a Bento for the store, and installing BentoML by uv')
    using workspace = makeBentoWorkspace()
    await measure(workspace.bazel(['build', '//bento']))
    const home = join(bench.folder, 'home')
    mkdirSync(home)
    const env = { BENTOML_HOME: home, BENTOML_DO_NOT_TRACK: 'True' }
    const made = await outputOf(workspace, '//bento')
    await measure(bench.rt.command(['bento', 'import', made], { env }))
    await measure(workspace.bazel(['shutdown']))
    const modules = await installByUv(pinsOf(workspace.lock), bench.folder)
    const bentoml = join(modules, '../../../bin/bentoml')
    const contenders = [
      { name: RT, run: () => measure(bench.rt.command(['bento', 'list'], { env })) },
      { name: THEIRS, run: () => measure({ argv: [bentoml, 'list'], env }) },
    ]
    const rounds = await runRounds(bench.runs, contenders, RT)
    const [rt, theirs] = [named(rounds, RT), named(rounds, THEIRS)]
    return {
      rows: [
        judge({
          id: 'u.list',
          value: typical(rt, ({ wall }) => wall * 1000),
          unit: 'ms to list a store',
          goal: atMost(60),
        }),
        judge({
          id: 'u.faster',
          value: ratio(theirs, rt, ({ wall }) => wall),
          unit: `times faster than ${THEIRS}`,
          goal: atLeast(10),
        }),
      ],
      tables: [speedTable('', rounds, RT, undefined)],
      bars: [],
      notes: rounds.failed,
    }
  },
}
