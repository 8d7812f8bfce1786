import { measure } from '../measure/command.ts'
import type { Contender, Observation } from '../measure/rounds.ts'
import { count, named, runRounds, typical } from '../measure/rounds.ts'
import type { RunningNullRegistry } from '../registry/running_null_registry.ts'
import { startNullRegistry } from '../registry/running_null_registry.ts'
import { atMost, below, judge } from '../report/row.ts'
import { speedTable } from '../report/table.ts'
import { builtImage } from './built_image.ts'
import type { Figure } from './figure.ts'
import type { PackagerWorkspace } from './packager_workspace.ts'
import { makePackagerWorkspace } from './packager_workspace.ts'

const RT = 'bazel run //:wine.pack'

/** A model that has changed, and nothing else: built, pushed, and its result written. */
export const packedModelFigure: Figure = {
  id: 'n',
  title: 'A model-only change of a packaged model: bazel run :wine.pack',
  run: async (bench) => {
    bench.say('packing a model with its service')
    using workspace = makePackagerWorkspace()
    await using registry = await startNullRegistry()
    await pack(workspace, registry)
    bench.say('changing the model')
    const contender: Contender = {
      name: RT,
      run: () => {
        workspace.changeModel()
        return pack(workspace, registry)
      },
    }
    const rounds = await runRounds(bench.runs, [contender], RT)
    await measure(workspace.bazel(['shutdown']))
    const packed = named(rounds, RT)
    const more = typical(packed, (each) => count('sent')(each) - count('model')(each))
    return {
      rows: [
        judge({
          ...{ id: 'n.sent', value: more, goal: atMost(0) },
          unit: 'bytes sent beside the layer of the model and the config',
        }),
        judge({
          ...{ id: 'n.wall', value: typical(packed, ({ wall }) => wall), goal: below(2) },
          unit: 's to build and push it',
        }),
      ],
      tables: [speedTable('', rounds, RT, undefined)],
      bars: [],
      notes: rounds.failed,
    }
  },
}

/** `model` is the size of the topmost layer, which is the model, and of the config. */
async function pack(
  workspace: PackagerWorkspace,
  registry: RunningNullRegistry,
): Promise<Observation> {
  await registry.forgetCounts()
  const options = [`--connections=${workspace.connections(registry.host)}`, '--json']
  const sample = await measure(workspace.bazel(['run', '//:wine.pack', '--', ...options]))
  const { requests, blobBytes } = await registry.counts()
  const { layers, config } = await builtImage(workspace, '//:wine')
  const model = (layers.at(-1) ?? NaN) + config
  return { ...sample, counts: { requests, sent: blobBytes, model } }
}
