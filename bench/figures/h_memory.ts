import { join } from 'node:path'
import { makeSparse } from '../data/sparse.ts'
import { inFolder } from '../measure/in_folder.ts'
import type { Row } from '../report/row.ts'
import { atMost, below, judge } from '../report/row.ts'
import type { BarGroup } from '../report/table.ts'
import { digits, whole } from '../report/table.ts'
import type { Bench, Figure } from './figure.ts'
import { weightsAction } from './weights_action.ts'

const GIB = 2 ** 30
const SIZES = [1, 10, 100]
/** Shards of each size; a quarter of the largest is more than a plain tar header can say. */
const SHARDS = 4

interface Peak {
  readonly gib: number
  /** Bytes. */
  readonly memory: number
  readonly wall: number
}

/** Memory of rt while it hashes 1, 10 and 100 GiB of weights that are holes on the disk. */
export const memoryFigure: Figure = {
  id: 'h',
  title: 'Memory while hashing 1, 10 and 100 GiB',
  run: async (bench) => {
    const peaks: Peak[] = []
    for (const gib of SIZES) peaks.push(await hash(bench, gib))
    const bars = peaks.map(({ gib, memory }) => ({ name: `rt, ${gib} GiB`, value: memory / 1e6 }))
    const columns = ['weights GiB', 'peak MB', 'wall s', 'MB/s']
    const lines = peaks.map((peak) => lineOf(peak, bench.scale))
    return {
      rows: judgePeaks(bars),
      tables: [{ title: '', columns, lines }],
      bars: [{ title: '(h) memory while hashing weights', unit: 'MB', better: 'less', bars }],
      notes: [],
    }
  },
}

function lineOf({ gib, memory, wall }: Peak, scale: number): readonly string[] {
  const bytes = gib * GIB * scale
  return [String(gib * scale), whole(memory / 1e6), digits(wall), whole(bytes / wall / 1e6)]
}

function judgePeaks(bars: BarGroup['bars']): readonly Row[] {
  const values = bars.map(({ value }) => value)
  const most = Math.max(...values)
  const memory = judge({
    id: 'h.memory',
    value: most,
    unit: 'MB resident at the peak',
    goal: below(250),
    others: Object.fromEntries(bars.map(({ name, value }) => [name, value])),
  })
  const flat = judge({
    id: 'h.flat',
    value: most / Math.min(...values),
    unit: 'times the smallest peak',
    goal: atMost(1.15),
  })
  return [memory, flat]
}

async function hash(bench: Bench, gib: number): Promise<Peak> {
  bench.say(`hashing ${gib * bench.scale} GiB of holes`)
  const files = Array.from({ length: SHARDS }, (_, index) => `sparse-${gib}-${index}.bin`)
  for (const file of files) {
    makeSparse(join(bench.folder, file), Math.round((gib * GIB * bench.scale) / SHARDS))
  }
  const contender = inFolder(bench.folder, 'rt', (out) => weightsAction(bench, files, out))
  const { memory, wall } = await contender.run()
  return { gib, memory, wall }
}
