import { join } from 'node:path'
import { measure } from '../measure/command.ts'
import type { Rounds } from '../measure/rounds.ts'
import { count, each, named, others, ratio, runRounds, typical } from '../measure/rounds.ts'
import { startEmptyDockerRegistry } from '../registry/docker_registry.ts'
import type { RunningNullRegistry } from '../registry/running_null_registry.ts'
import { startNullRegistry } from '../registry/running_null_registry.ts'
import type { Row } from '../report/row.ts'
import { atLeast, atMost, below, judge } from '../report/row.ts'
import type { Column } from '../report/table.ts'
import { speedBars, speedTable, whole } from '../report/table.ts'
import type { Bench, Figure, FigureResult } from './figure.ts'
import type { PushedImage } from './image_sizes.ts'
import { IMAGES } from './image_sizes.ts'
import type { PushContender } from './push_contenders.ts'
import { LIMIT, preparePushes, RT, RT_RECIPE } from './push_contenders.ts'

const REQUESTS: Column = {
  title: 'requests',
  text: (series) => whole(typical(series, count('requests'))),
}
/** What is no other client. */
const OWN = [LIMIT, RT_RECIPE]
/** What two tools that do the same may differ by: a docker-registry is slower than all clients. */
const NOISE = 0.95

/** First pushes over the loopback: to a registry that discards, and to docker-registry. */
export const pushFigure: Figure = {
  id: 'c',
  title: 'Push of 2 GiB in one layer and in 20, to a null registry and to docker-registry',
  run: async (bench) => {
    const parts: Part[] = []
    for (const image of IMAGES) parts.push(await pushImage(bench, image))
    return {
      rows: parts.flatMap(({ rows }) => rows),
      tables: parts.flatMap(({ tables }) => tables),
      bars: parts.flatMap(({ bars }) => bars),
      notes: parts.flatMap(({ notes }) => notes),
    }
  },
}

type Part = Omit<FigureResult, 'id' | 'title'>

async function pushImage(bench: Bench, image: PushedImage): Promise<Part> {
  const everybody = await preparePushes(bench, image)
  const contenders = everybody.filter(({ name }) => name !== LIMIT)
  const bytes = image.layers * image.bytesOfLayer * bench.scale
  bench.say(`pushing ${image.title} to the null registry`)
  await using registry = await startNullRegistry()
  const discarded = await toNullRegistry(bench, registry, everybody)
  bench.say(`pushing ${image.title} to docker-registry`)
  const kept = await toDockerRegistry(bench, contenders)
  const titles = [`${image.title}, null registry`, `${image.title}, docker-registry`] as const
  return {
    rows: [...judgeNull(image, discarded), judgeKept(image, kept)],
    tables: [
      speedTable(titles[0], discarded, RT, bytes, [REQUESTS]),
      speedTable(titles[1], kept, RT, bytes),
    ],
    bars: [
      speedBars(`(c) push: ${titles[0]}`, discarded, bytes),
      speedBars(`(c) push: ${titles[1]}`, kept, bytes),
    ],
    notes: [...discarded.failed, ...kept.failed],
  }
}

function toNullRegistry(
  bench: Bench,
  registry: RunningNullRegistry,
  contenders: readonly PushContender[],
): Promise<Rounds> {
  return runRounds(
    bench.runs,
    contenders.map(({ name, push }) => ({
      name,
      run: async () => {
        await registry.forgetAll()
        const sample = await measure(push(registry.host))
        const { requests, blobBytes } = await registry.counts()
        return { ...sample, counts: { requests, blobBytes } }
      },
    })),
    RT,
  )
}

/** Everybody finds an empty registry. */
function toDockerRegistry(bench: Bench, contenders: readonly PushContender[]): Promise<Rounds> {
  bench.tools.need('docker-registry')
  return runRounds(
    bench.runs,
    contenders.map(({ name, push }) => ({
      name,
      run: async () => {
        await using registry = await startEmptyDockerRegistry(join(bench.folder, 'registry'))
        return await measure(push(registry.host))
      },
    })),
    RT,
  )
}

/** How many times faster than each other client rt is. */
function timesFaster(rounds: Rounds): Readonly<Record<string, number>> {
  const rt = named(rounds, RT)
  const clients = others(rounds, RT).filter(({ name }) => !OWN.includes(name))
  return each(clients, (other) => ratio(other, rt, ({ wall }) => wall))
}

function judgeKept(image: PushedImage, rounds: Rounds): Row {
  const times = timesFaster(rounds)
  return judge({
    id: `c.docker_registry_${image.name}`,
    value: Math.min(...Object.values(times)),
    unit: 'times the speed of the fastest other client',
    goal: atLeast(NOISE),
    others: times,
  })
}

function judgeNull(image: PushedImage, rounds: Rounds): readonly Row[] {
  const rt = named(rounds, RT)
  const times = timesFaster(rounds)
  const rest = others(rounds, RT).filter(({ name }) => name !== LIMIT)
  const speed = judge({
    id: `c.null_${image.name}`,
    value: Math.min(...Object.values(times)),
    unit: 'times the speed of the fastest other client',
    goal: atLeast(1),
    others: times,
  })
  const memory = judge({
    id: `c.memory_${image.name}`,
    value: typical(rt, (o) => o.memory) / 1e6,
    unit: 'MB resident at the peak',
    goal: below(100),
    others: each(rest, (series) => typical(series, (o) => o.memory) / 1e6),
  })
  if (image.layers > 1) return [speed, memory]
  const requests = judge({
    id: 'c.requests',
    value: typical(rt, count('requests')),
    unit: 'requests',
    goal: atMost(8),
    others: each(rest, (series) => typical(series, count('requests'))),
  })
  return [speed, requests, memory]
}
