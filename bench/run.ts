import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, parse } from 'node:path'
import { ensureContainerTools } from '../tools/dev/container_tools.ts'
import { CHECKOUT } from '../tools/dev/places.ts'
import type { BenchRequest } from './arguments.ts'
import { FIGURES } from './figures/all.ts'
import type { Bench, Figure, FigureResult } from './figures/figure.ts'
import { messageOf } from './measure/message.ts'
import { BENCH_TOOLS, ensureGoTools } from './peers/go_tools.ts'
import { Toolbox } from './peers/toolbox.ts'
import { bundleRt } from './program/rt.ts'
import { drawChart } from './report/chart.ts'
import { formatReport, formatRows } from './report/markdown.ts'

/** What a run came to. */
export interface BenchOutcome {
  readonly results: readonly FigureResult[]
  /** Figures that could not be measured, and why. */
  readonly failures: readonly string[]
}

/** Measures the figures one after the other; after each, the report has all so far. */
export async function runBench(
  request: BenchRequest,
  say: (text: string) => void,
): Promise<BenchOutcome> {
  if (!request.offline) await Promise.all([ensureContainerTools(), ensureGoTools()])
  const tools = new Toolbox(request.peers, [BENCH_TOOLS])
  const work = workFolder(request.work)
  const results: FigureResult[] = []
  const failures: string[] = []
  try {
    const rt = await bundleRt(work)
    for (const figure of chosenFigures(request.only)) {
      const folder = join(work, figure.id)
      mkdirSync(folder)
      const tell = (text: string): void => say(`(${figure.id}) ${text}`)
      const { scale, runs, cores } = request
      const bench: Bench = { scale, runs, cores, folder, rt, tools, say: tell }
      try {
        results.push(await measureFigure(figure, bench))
        if (request.out !== undefined) writeReports(request.out, request, tools, results)
      } catch (error) {
        failures.push(`(${figure.id}) ${messageOf(error)}`)
        say(failures.at(-1) ?? '')
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    }
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
  return { results, failures }
}

async function measureFigure(figure: Figure, bench: Bench): Promise<FigureResult> {
  bench.say(figure.title)
  const { id, title } = figure
  const result = { id, title, ...(await figure.run(bench)) }
  bench.say(`\n${formatRows(result.rows)}`)
  return result
}

function chosenFigures(letters: readonly string[]): readonly Figure[] {
  const unknown = letters.filter((letter) => !FIGURES.some(({ id }) => id === letter))
  if (unknown.length > 0) throw new Error(`Cannot find the figures ${unknown.join(', ')}`)
  return FIGURES.filter(({ id }) => letters.length === 0 || letters.includes(id))
}

/** On a disk, not in a folder that may be memory: bytes written are a figure. */
function workFolder(given: string | undefined): string {
  const parent = given ?? join(CHECKOUT, '.cache')
  mkdirSync(parent, { recursive: true })
  return mkdtempSync(join(parent, 'bench-'))
}

function writeReports(
  out: string,
  { scale, runs, cores }: BenchRequest,
  tools: Toolbox,
  results: readonly FigureResult[],
): void {
  const { dir, name } = parse(out)
  const beside = (ending: string): string => join(dir, `${name}.${ending}`)
  const rows = results.flatMap((result) => result.rows).map((row) => JSON.stringify(row))
  const machine = `${cores} cores (${process.arch}${hashInstructions()}), Node ${process.version}`
  writeFileSync(out, `[\n${rows.join(',\n')}\n]\n`)
  writeFileSync(
    beside('md'),
    formatReport({ machine, scale, runs, missing: tools.missing() }, results),
  )
  writeFileSync(beside('svg'), drawChart(results.flatMap(({ bars }) => bars)))
}

/** Whether the processor has instructions for SHA-256, which most figures hang on. */
function hashInstructions(): string {
  const flags = readFileSync('/proc/cpuinfo', 'utf8')
  return /\b(sha_ni|sha2)\b/.test(flags) ? ' with SHA-256 instructions' : ''
}
