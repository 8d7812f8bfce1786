import { measure } from '../measure/command.ts'
import type { Contender, Rounds } from '../measure/rounds.ts'
import { count, named, ratio, runRounds, typical } from '../measure/rounds.ts'
import type { RunningNullRegistry } from '../registry/running_null_registry.ts'
import { startNullRegistry } from '../registry/running_null_registry.ts'
import type { Row } from '../report/row.ts'
import { atMost, below, judge } from '../report/row.ts'
import { speedTable } from '../report/table.ts'
import { bazelPush } from './bazel_push.ts'
import { modelEditor } from './f_edit.ts'
import type { Figure } from './figure.ts'
import { makeModelWorkspace } from './model_workspace.ts'
import type { PythonWorkspace } from './python_workspace.ts'
import { makePythonWorkspace } from './python_workspace.ts'

const PYTHON = 'edit of a Python service'
/** The name that figure f gives it. */
const MODEL = 'bazel run //:push'
const PUSH = { target: '//:push_image', repository: 'python' }

/** A line of a Python service changes; beside the edit of figure (f), in the same rounds. */
export const pythonEditFigure: Figure = {
  id: 'k',
  title: 'A code-only edit of a Python service, beside that of (f)',
  run: async (bench) => {
    bench.say('building and pushing a Python service, and a model')
    using python = makePythonWorkspace()
    // The time of (f) does not depend on the size of the weights; a full-size one would only take longer to make.
    using model = await makeModelWorkspace({ ...bench, scale: bench.scale / 16 })
    await using registry = await startNullRegistry()
    await bazelPush(python, registry, PUSH)
    await bazelPush(model, registry, { target: '//:push', repository: 'model' })
    bench.say('editing')
    const contenders = [pythonEditor(python, registry), modelEditor(model, registry)]
    const rounds = await runRounds(bench.runs, contenders, PYTHON)
    for (const workspace of [python, model]) await measure(workspace.bazel(['shutdown']))
    return {
      rows: judgeEdits(rounds),
      tables: [speedTable('', rounds, PYTHON, undefined)],
      bars: [],
      notes: rounds.failed,
    }
  },
}

function pythonEditor(workspace: PythonWorkspace, registry: RunningNullRegistry): Contender {
  return {
    name: PYTHON,
    run: () => {
      workspace.edit()
      return bazelPush(workspace, registry, PUSH)
    },
  }
}

function judgeEdits(rounds: Rounds): readonly Row[] {
  const [python, model] = [named(rounds, PYTHON), named(rounds, MODEL)]
  return [
    judge({
      id: 'k.sent',
      value: typical(python, count('sent')) / typical(python, count('code')),
      unit: 'of the bytes of the code layer and the config were sent',
      goal: atMost(1),
    }),
    judge({
      id: 'k.wall',
      value: ratio(python, model, ({ wall }) => wall),
      unit: 'of the time of a code-only edit of a model',
      goal: below(1.5),
    }),
  ]
}
