import type { TestEngine } from '../../tools/testing/engines.ts'
import { startPodman } from '../../tools/testing/engines.ts'
import { measure } from '../measure/command.ts'
import type { Observation, Rounds } from '../measure/rounds.ts'
import { count, named, runRounds, typical } from '../measure/rounds.ts'
import type { RunningNullRegistry } from '../registry/running_null_registry.ts'
import { startNullRegistry } from '../registry/running_null_registry.ts'
import type { Row } from '../report/row.ts'
import { atMost, below, judge } from '../report/row.ts'
import { digits, whole } from '../report/table.ts'
import { bazelPush } from './bazel_push.ts'
import type { BentoWorkspace } from './bento_workspace.ts'
import { makeBentoWorkspace } from './bento_workspace.ts'
import type { Figure } from './figure.ts'

const RT = 'edit of serve.py: build, load, push'
const PUSH = { target: '//bento:bento.push', repository: 'bento' }

/** A line of a BentoML service changes; its Bento and image are built, loaded and pushed. */
export const bentoEditFigure: Figure = {
  id: 'q',
  title: 'An edit of the service of a Bento: bazel run :bento.load and :bento.push',
  run: async (bench) => {
    const { engine, missing } = await startPodman(process.env)
    if (engine === undefined) throw new Error(missing)
    await using podman = engine
    bench.say('building, loading and pushing a Bento')
    using workspace = makeBentoWorkspace()
    await using registry = await startNullRegistry()
    await loadAndPush(workspace, podman, registry)
    bench.say('editing')
    const contender = {
      name: RT,
      run: () => {
        workspace.edit()
        return loadAndPush(workspace, podman, registry)
      },
    }
    const rounds = await runRounds(bench.runs, [contender], RT)
    await measure(workspace.bazel(['shutdown']))
    return { rows: judgeEdits(rounds), tables: [tableOf(rounds)], bars: [], notes: rounds.failed }
  },
}

/** Counts the bytes of layers that the engine was sent, and those of blobs that the registry got. */
async function loadAndPush(
  workspace: BentoWorkspace,
  podman: TestEngine,
  registry: RunningNullRegistry,
): Promise<Observation> {
  const load = workspace.bazel(['run', '//bento:bento.load', '--', '--engine=podman', '--json'])
  const loaded = await measure({ ...load, env: podman.env })
  const pushed = await bazelPush(workspace, registry, PUSH)
  const { layers } = JSON.parse(loaded.stdout) as {
    readonly layers: readonly { readonly bytes: number }[]
  }
  const bytes = layers.map((layer) => layer.bytes).filter((sent) => sent > 0)
  return {
    ...pushed,
    wall: loaded.wall + pushed.wall,
    counts: {
      ...pushed.counts,
      loaded: bytes.reduce((sum, each) => sum + each, 0),
      loadedLayers: bytes.length,
      load: loaded.wall,
      push: pushed.wall,
    },
  }
}

function tableOf(rounds: Rounds): { title: string; columns: string[]; lines: string[][] } {
  const edits = named(rounds, RT)
  return {
    title: '',
    columns: ['', 'wall s', 'load s', 'push s', 'bytes loaded', 'bytes pushed'],
    lines: [
      [
        RT,
        digits(typical(edits, ({ wall }) => wall)),
        digits(typical(edits, count('load'))),
        digits(typical(edits, count('push'))),
        whole(typical(edits, count('loaded'))),
        whole(typical(edits, count('sent'))),
      ],
    ],
  }
}

function judgeEdits(rounds: Rounds): readonly Row[] {
  const edits = named(rounds, RT)
  return [
    judge({
      id: 'q.sent',
      value: typical(edits, count('layers')),
      unit: 'layers pushed: that of the Bento, and none of wheels or models',
      goal: atMost(1),
    }),
    judge({
      id: 'q.loaded',
      value: typical(edits, count('loadedLayers')),
      unit: 'layers sent to the engine',
      goal: atMost(1),
    }),
    judge({
      id: 'q.wall',
      value: typical(edits, ({ wall }) => wall),
      unit: 's to build, load and push',
      goal: below(3),
    }),
  ]
}
