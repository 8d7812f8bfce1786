import { join } from 'node:path'
import { measure } from '../measure/command.ts'
import type { Rounds } from '../measure/rounds.ts'
import { count, each, named, others, runRounds, typical } from '../measure/rounds.ts'
import { startEmptyDockerRegistry } from '../registry/docker_registry.ts'
import { startNullRegistry } from '../registry/running_null_registry.ts'
import type { RunningNullRegistry } from '../registry/running_null_registry.ts'
import type { Row } from '../report/row.ts'
import { atMost, judge } from '../report/row.ts'
import type { Column } from '../report/table.ts'
import { speedTable, whole } from '../report/table.ts'
import type { Bench, Figure } from './figure.ts'
import { IMAGES } from './image_sizes.ts'
import type { PushContender } from './push_contenders.ts'
import { LIMIT, preparePushes, RT } from './push_contenders.ts'

const COLUMNS: readonly Column[] = ['requests', 'blobBytes'].map((title) => ({
  title,
  text: (series) => whole(typical(series, count(title))),
}))

/** The same push once more, when the registry has everything. */
export const pushAgainFigure: Figure = {
  id: 'd',
  title: 'The same push again, unchanged',
  run: async (bench) => {
    const image = IMAGES[0]
    const everybody = await preparePushes(bench, image)
    const contenders = everybody.filter(({ name }) => name !== LIMIT)
    await using registry = await startNullRegistry()
    const discarded = await again(bench, registry.host, contenders, registry)
    bench.tools.need('docker-registry')
    await using real = await startEmptyDockerRegistry(join(bench.folder, 'registry'))
    const kept = await again(bench, real.host, contenders)
    return {
      rows: judgeRounds(discarded),
      tables: [
        speedTable('null registry', discarded, RT, undefined, COLUMNS),
        speedTable('docker-registry', kept, RT, undefined),
      ],
      bars: [],
      notes: [...discarded.failed, ...kept.failed],
    }
  },
}

/** Everybody pushes once to a repository of its own, then again in every round. */
async function again(
  bench: Bench,
  host: string,
  contenders: readonly PushContender[],
  registry?: RunningNullRegistry,
): Promise<Rounds> {
  const pushed = new Set<string>()
  return runRounds(
    bench.runs,
    contenders.map(({ name, push }) => ({
      name,
      run: async () => {
        if (!pushed.has(name)) await measure(push(host))
        pushed.add(name)
        await registry?.forgetCounts()
        const sample = await measure(push(host))
        if (registry === undefined) return sample
        const { requests, blobBytes } = await registry.counts()
        return { ...sample, counts: { requests, blobBytes } }
      },
    })),
    RT,
  )
}

function judgeRounds(rounds: Rounds): readonly Row[] {
  const rows = [
    { id: 'd.requests', counted: 'requests', unit: 'requests', limit: 1 },
    { id: 'd.bytes', counted: 'blobBytes', unit: 'bytes of blobs sent', limit: 0 },
  ]
  return rows.map(({ id, counted, unit, limit }) =>
    judge({
      id,
      value: typical(named(rounds, RT), count(counted)),
      unit,
      goal: atMost(limit),
      others: each(others(rounds, RT), (series) => typical(series, count(counted))),
    }),
  )
}
