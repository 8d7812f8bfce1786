import type { RtProgram } from '../program/rt.ts'
import type { Toolbox } from '../peers/toolbox.ts'
import type { Row } from '../report/row.ts'
import type { BarGroup, Table } from '../report/table.ts'

/** What a figure has to work with. */
export interface Bench {
  /** Sizes are multiplied by it; 1 is the full size. */
  readonly scale: number
  /** Rounds of each comparison. */
  readonly runs: number
  /** Threads that rt and the others may use. */
  readonly cores: number
  /** An empty folder of this figure; removed afterwards. */
  readonly folder: string
  readonly rt: RtProgram
  readonly tools: Toolbox
  /** Tells the person at the terminal what is being done. */
  say(text: string): void
}

/** What came out of a figure. */
export interface FigureResult {
  readonly id: string
  readonly title: string
  readonly rows: readonly Row[]
  readonly tables: readonly Table[]
  readonly bars: readonly BarGroup[]
  /** What a reader must know: who could not take part and why. */
  readonly notes: readonly string[]
}

/** One of the comparisons, such as (a). */
export interface Figure {
  readonly id: string
  readonly title: string
  run(bench: Bench): Promise<Omit<FigureResult, 'id' | 'title'>>
}
