import { measure } from '../measure/command.ts'
import type { Contender, Series } from '../measure/rounds.ts'
import { count, named, runRounds, typical } from '../measure/rounds.ts'
import { startNullRegistry } from '../registry/running_null_registry.ts'
import type { RunningNullRegistry } from '../registry/running_null_registry.ts'
import type { Row } from '../report/row.ts'
import { atMost, below, judge } from '../report/row.ts'
import { digits, whole } from '../report/table.ts'
import { bazelPush } from './bazel_push.ts'
import type { Figure } from './figure.ts'
import type { ModelWorkspace } from './model_workspace.ts'
import { makeModelWorkspace } from './model_workspace.ts'

const RT = 'bazel run //:push'
const PUSH = { target: '//:push', repository: 'model' }

/** A line of code changes in a model with 4 GiB of weights; Bazel builds and pushes. */
export const editFigure: Figure = {
  id: 'f',
  title: 'A code-only edit of a model with 4 GiB of weights: bazel run //:push',
  run: async (bench) => {
    bench.say('making a workspace with weights, building and pushing it')
    using workspace = await makeModelWorkspace(bench)
    await using registry = await startNullRegistry()
    const first = await bazelPush(workspace, registry, PUSH)
    bench.say('editing, building and pushing')
    const rounds = await runRounds(bench.runs, [modelEditor(workspace, registry)], RT)
    await measure(workspace.bazel(['shutdown']))
    const edits = named(rounds, RT)
    return {
      rows: judgeEdits(edits, workspace.weights),
      tables: [
        {
          title: '',
          columns: ['', 'wall s', 'bytes sent', 'bytes read', 'requests'],
          lines: [
            lineOf('first build and push', { name: RT, observations: [first] }),
            lineOf('after an edit', edits),
          ],
        },
      ],
      bars: [],
      notes: rounds.failed,
    }
  },
}

function lineOf(title: string, series: Series): readonly string[] {
  const wall = digits(typical(series, (observation) => observation.wall))
  const counts = ['sent', 'read', 'requests'].map((name) => whole(typical(series, count(name))))
  return [title, wall, ...counts]
}

function judgeEdits(edits: Series, weights: number): readonly Row[] {
  const sent = judge({
    id: 'f.sent',
    value: typical(edits, count('sent')) / typical(edits, count('code')),
    unit: 'of the bytes of the code layer and the config were sent',
    goal: atMost(1),
  })
  const read = judge({
    id: 'f.read',
    value: typical(edits, count('read')) / weights,
    unit: 'of the bytes of the weights were read, by Bazel, its actions and the push',
    goal: below(0.05),
  })
  return [sent, read]
}

/** Changes a line and pushes. */
export function modelEditor(workspace: ModelWorkspace, registry: RunningNullRegistry): Contender {
  return {
    name: RT,
    run: () => {
      workspace.edit()
      return bazelPush(workspace, registry, PUSH)
    },
  }
}
