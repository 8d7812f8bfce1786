import type { TestEngine } from '../../tools/testing/engines.ts'
import { startPodman } from '../../tools/testing/engines.ts'
import { measure } from '../measure/command.ts'
import type { Contender, Rounds } from '../measure/rounds.ts'
import { named, ratio, runRounds } from '../measure/rounds.ts'
import { installByUv, pinsOf } from '../peers/uv.ts'
import type { Row } from '../report/row.ts'
import { atLeast, atMost, judge } from '../report/row.ts'
import { speedTable } from '../report/table.ts'
import { startAndAsk } from './container_start.ts'
import type { Figure } from './figure.ts'
import type { PythonWorkspace } from './python_workspace.ts'
import { makePythonWorkspace } from './python_workspace.ts'

const RT = 'rt, compiled'
const PLAIN = 'rt, bytecode = False'
const UV = 'uv --compile-bytecode, mounted'
const SITE_PACKAGES = '/app/.venv/lib/python3.11/site-packages'

/** From `podman run` to the first answer of a service of scikit-learn and uvicorn. */
export const pythonStartFigure: Figure = {
  id: 'l',
  title: 'From the start of a container to the first answer of a Python service',
  run: async (bench) => {
    const { engine, missing } = await startPodman(process.env)
    if (engine === undefined) throw new Error(missing)
    await using podman = engine
    bench.say('building and loading images, and installing by uv')
    using workspace = makePythonWorkspace()
    await loadAll(workspace, podman)
    const modules = await installByUv(pinsOf(workspace.lock), bench.folder)
    bench.say('starting containers')
    const contenders = [
      starter(podman, RT, ['bench/python:compiled']),
      starter(podman, PLAIN, ['bench/python:plain']),
      starter(podman, UV, [`--volume=${modules}:${SITE_PACKAGES}:ro`, 'bench/python:bare']),
    ]
    const rounds = await runRounds(bench.runs, contenders, RT)
    return {
      rows: judgeStarts(rounds),
      tables: [speedTable('', rounds, RT, undefined)],
      bars: [],
      notes: rounds.failed,
    }
  },
}

async function loadAll(workspace: PythonWorkspace, podman: TestEngine): Promise<void> {
  for (const name of ['image', 'plain', 'bare']) {
    const load = workspace.bazel(['run', `//:load_${name}`, '--', '--engine=podman'])
    await measure({ ...load, env: podman.env })
  }
  await measure(workspace.bazel(['shutdown']))
}

/** `image` is what follows the options: more of them, and the image. */
function starter(podman: TestEngine, name: string, image: readonly string[]): Contender {
  return { name, run: () => startAndAsk(podman, () => image) }
}

function judgeStarts(rounds: Rounds): readonly Row[] {
  const [rt, plain, uv] = [named(rounds, RT), named(rounds, PLAIN), named(rounds, UV)]
  return [
    judge({
      id: 'l.plain',
      value: ratio(plain, rt, ({ wall }) => wall),
      unit: 'times faster than without bytecode',
      goal: atLeast(1.2),
    }),
    judge({
      id: 'l.uv',
      value: ratio(rt, uv, ({ wall }) => wall),
      unit: 'of the time with a virtual environment of uv with bytecode',
      goal: atMost(1.05),
    }),
  ]
}
