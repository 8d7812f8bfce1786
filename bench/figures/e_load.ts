import { join } from 'node:path'
import type { MaybeEngine, TestEngine } from '../../tools/testing/engines.ts'
import { startDocker, startPodman } from '../../tools/testing/engines.ts'
import { makeLayout } from '../data/layout.ts'
import type { Command } from '../measure/command.ts'
import { measure } from '../measure/command.ts'
import type { Contender, Rounds } from '../measure/rounds.ts'
import { count, named, runRounds, typical } from '../measure/rounds.ts'
import type { Row } from '../report/row.ts'
import { atMost, judge } from '../report/row.ts'
import type { Column, Table } from '../report/table.ts'
import { speedTable, whole } from '../report/table.ts'
import type { Bench, Figure } from './figure.ts'
import { makeRecipeImage } from './recipe_image.ts'

const LAYERS = 4
const BYTES_OF_LAYER = 256 * 2 ** 20
const NAME = 'bench/image:v1'
const RT = 'rt load'

const ENGINES = [
  { kind: 'podman', start: () => startPodman(process.env) },
  { kind: 'docker', start: () => startDocker(process.env) },
] as const

const SENT: Column = {
  title: 'layer MB sent',
  text: (series) => whole(typical(series, count('sent')) / 1e6),
}

/** The same image into an empty engine, and again: by rt, and from a tar by the engine itself. */
export const loadFigure: Figure = {
  id: 'e',
  title: 'First and second load of 1 GiB in 4 layers into podman and docker',
  run: async (bench) => {
    const loads = await prepareLoads(bench)
    const parts = []
    for (const engine of ENGINES) parts.push(await compareOn(bench, engine, loads))
    return {
      rows: parts.map(({ row }) => row),
      tables: parts.flatMap(({ tables }) => tables),
      bars: [],
      notes: parts.flatMap(({ notes }) => notes),
    }
  },
}

/** A way to load the image. */
interface Load {
  readonly name: (kind: string) => string
  readonly command: (engine: TestEngine) => Command
}

async function prepareLoads(bench: Bench): Promise<readonly Load[]> {
  const bytes = Math.round(BYTES_OF_LAYER * bench.scale)
  bench.say(`making ${LAYERS} layers of ${bytes} bytes`)
  const layout = join(bench.folder, 'layout')
  const tar = join(bench.folder, 'image.tar')
  await makeLayout(layout, LAYERS, bytes)
  const recipe = await makeRecipeImage(bench, 'image', LAYERS, bytes)
  await measure(bench.rt.command(['load', layout, `--tag=${NAME}`, `--output=${tar}`]))
  const options = (kind: string) => [`--tag=${NAME}`, `--engine=${kind}`, '--json']
  return [
    {
      name: () => RT,
      command: ({ kind, env }) => bench.rt.command(['load', layout, ...options(kind)], { env }),
    },
    {
      name: () => 'rt load of weights in place',
      command: ({ kind, env }) => recipe.command('load', options(kind), env),
    },
    {
      name: (kind) => `${kind} load of a tar`,
      command: ({ program, env }) => ({ argv: [program, 'load', '-q', '-i', tar], env }),
    },
  ]
}

interface EngineStart {
  readonly kind: 'podman' | 'docker'
  readonly start: () => Promise<MaybeEngine>
}

interface Part {
  readonly row: Row
  readonly tables: readonly Table[]
  readonly notes: readonly string[]
}

async function compareOn(bench: Bench, engine: EngineStart, loads: readonly Load[]): Promise<Part> {
  const { kind } = engine
  bench.say(`loading into ${kind}`)
  try {
    const first = await runRounds(bench.runs, contenders(engine, loads, 0), RT)
    const second = await runRounds(bench.runs, contenders(engine, loads, 1), RT)
    return {
      row: judgeSecond(kind, typical(named(second, RT), count('sent'))),
      tables: [tableOf(bench, `${kind}, first`, first), tableOf(bench, `${kind}, second`, second)],
      notes: [...first.failed, ...second.failed],
    }
  } catch (error) {
    if (!(error instanceof EngineMissing)) throw error
    return { row: judgeSecond(kind, NaN), tables: [], notes: [error.message] }
  }
}

class EngineMissing extends Error {}

/** Loads into an empty engine, after loading the same so many times before. */
function contenders(
  { kind, start }: EngineStart,
  loads: readonly Load[],
  before: number,
): readonly Contender[] {
  return loads.map(({ name, command }) => ({
    name: name(kind),
    run: async () => {
      const { engine, missing } = await start()
      if (engine === undefined) throw new EngineMissing(missing)
      await using own = engine
      for (let times = 0; times < before; times++) await measure(command(own))
      const sample = await measure(command(own))
      return { ...sample, counts: { sent: layerBytes(sample.stdout) } }
    },
  }))
}

/** Bytes of layers that `rt load --json` says it sent; NaN of what others print. */
function layerBytes(stdout: string): number {
  if (!stdout.startsWith('{')) return NaN
  const { layers } = JSON.parse(stdout) as { readonly layers: readonly { bytes: number }[] }
  return layers.reduce((sum, { bytes }) => sum + bytes, 0)
}

function tableOf(bench: Bench, title: string, rounds: Rounds): Table {
  return speedTable(title, rounds, RT, LAYERS * BYTES_OF_LAYER * bench.scale, [SENT])
}

function judgeSecond(kind: string, value: number): Row {
  const unit = 'bytes of layers sent by the second load'
  return judge({ id: `e.${kind}_second`, value, unit, goal: atMost(0) })
}
