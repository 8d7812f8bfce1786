import { startPodman } from '../../tools/testing/engines.ts'
import { measure } from '../measure/command.ts'
import { named, ratio, runRounds } from '../measure/rounds.ts'
import { installByUv, pinsOf } from '../peers/uv.ts'
import { atMost, judge } from '../report/row.ts'
import { speedTable } from '../report/table.ts'
import { makeBentoWorkspace } from './bento_workspace.ts'
import { startAndAsk } from './container_start.ts'
import type { Figure } from './figure.ts'

const RT = 'rt'
const UV = 'bentoml serve, wheels of uv --compile-bytecode'
const IMAGE = 'celestial-bodies-classifier:latest'
const SITE_PACKAGES = '/app/.venv/lib/python3.11/site-packages'
const BENTO = '/home/bentoml/bento'
const WRITABLE = '--tmpfs=/home/bentoml/prometheus_multiproc_dir'

/** From `podman run` until a Bento is ready. */
export const bentoStartFigure: Figure = {
  id: 's',
  title: 'From the start of a container until a Bento is ready',
  run: async (bench) => {
    const { engine, missing } = await startPodman(process.env)
    if (engine === undefined) throw new Error(missing)
    await using podman = engine
    bench.say('building and loading a Bento, and installing its wheels by uv')
    using workspace = makeBentoWorkspace()
    const load = workspace.bazel(['run', '//bento:bento.load', '--', '--engine=podman'])
    await measure({ ...load, env: podman.env })
    await measure(workspace.bazel(['shutdown']))
    const modules = await installByUv(pinsOf(workspace.lock), bench.folder)
    bench.say('starting containers')
    const own = (): readonly string[] => [WRITABLE, IMAGE, '--host=127.0.0.1']
    const theirs = (port: number): readonly string[] => [
      ...[WRITABLE, `--volume=${modules}:${SITE_PACKAGES}:ro`],
      ...['--entrypoint=/app/.venv/bin/python', IMAGE, '-m', 'bentoml', 'serve', BENTO],
      ...['--host=127.0.0.1', `--port=${port}`],
    ]
    const contenders = [
      { name: RT, run: () => startAndAsk(podman, own, '/readyz') },
      { name: UV, run: () => startAndAsk(podman, theirs, '/readyz') },
    ]
    const rounds = await runRounds(bench.runs, contenders, RT)
    const value = ratio(named(rounds, RT), named(rounds, UV), ({ wall }) => wall)
    return {
      rows: [judge({ id: 's.ready', value, unit: `of the time of ${UV}`, goal: atMost(1.05) })],
      tables: [speedTable('', rounds, RT, undefined)],
      bars: [],
      notes: [
        ...rounds.failed,
        'both have the interpreter, the Bento and the models of one image; their wheels are mounted over its own',
      ],
    }
  },
}
