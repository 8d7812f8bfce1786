import { measure } from '../measure/command.ts'
import type { Contender, Series } from '../measure/rounds.ts'
import { count, named, runRounds, typical } from '../measure/rounds.ts'
import type { RunningNullRegistry } from '../registry/running_null_registry.ts'
import { startNullRegistry } from '../registry/running_null_registry.ts'
import type { Row } from '../report/row.ts'
import { atMost, below, judge } from '../report/row.ts'
import { speedTable } from '../report/table.ts'
import { bazelPush } from './bazel_push.ts'
import type { Figure } from './figure.ts'
import type { PythonWorkspace } from './python_workspace.ts'
import { makePythonWorkspace } from './python_workspace.ts'

const RT = 'bazel run //second:push'
const FIRST = 'first'

/** Another application with the wheels of one that is there: built and pushed to a repository of its own. */
export const secondApplicationFigure: Figure = {
  id: 'j',
  title: 'A second application with the same wheels: bazel run :push',
  run: async (bench) => {
    bench.say('building and pushing a first application with its wheels')
    using workspace = makePythonWorkspace()
    await using registry = await startNullRegistry()
    await bazelPush(workspace, registry, { target: '//:push_image', repository: FIRST })
    bench.say('adding applications')
    const rounds = await runRounds(bench.runs, [adder(workspace, registry)], RT)
    await measure(workspace.bazel(['shutdown']))
    const added = named(rounds, RT)
    return {
      rows: judgeAdded(added),
      tables: [speedTable('', rounds, RT, undefined)],
      bars: [],
      notes: rounds.failed,
    }
  },
}

function adder(workspace: PythonWorkspace, registry: RunningNullRegistry): Contender {
  let added = 0
  return {
    name: RT,
    run: () => {
      const target = workspace.addApplication()
      const repository = `second-${added++}`
      const options = [`--mount-from=${registry.host}/${FIRST}`]
      return bazelPush(workspace, registry, { target, repository, options })
    },
  }
}

function judgeAdded(added: Series): readonly Row[] {
  return [
    judge({
      id: 'j.sent',
      value: typical(added, (each) => count('sent')(each) - count('code')(each)),
      unit: 'bytes sent beside the code layer and the config',
      goal: atMost(0),
    }),
    judge({
      id: 'j.wall',
      value: typical(added, ({ wall }) => wall),
      unit: 's to build and push it',
      goal: below(2),
    }),
  ]
}
