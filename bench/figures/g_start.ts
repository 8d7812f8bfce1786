import { join } from 'node:path'
import type { Command } from '../measure/command.ts'
import { measure } from '../measure/command.ts'
import { inFolder } from '../measure/in_folder.ts'
import type { Contender, Series } from '../measure/rounds.ts'
import { each, named, others, runRounds, typical } from '../measure/rounds.ts'
import { startByLauncher } from '../program/launcher.ts'
import { atMost, judge } from '../report/row.ts'
import { speedTable } from '../report/table.ts'
import type { ToolName } from '../peers/toolbox.ts'
import type { Bench, Figure } from './figure.ts'

const RT = 'rt template'
/** So short that noise wants more rounds than other figures do; fewer where sizes are scaled down. */
const TIMES = 7
const MS = 1000

/** How the others say which version they are, which is the least they can do. */
const VERSIONS: Partial<Record<ToolName, readonly string[]>> = {
  bsdtar: ['--version'],
  openssl: ['version'],
  crane: ['version'],
  oras: ['version'],
  regctl: ['version'],
  skopeo: ['--version'],
}

/** The smallest whole action of rt, as Bazel starts it, against programs that only print their version. */
export const startFigure: Figure = {
  id: 'g',
  title: 'Start-up: the smallest action of rt',
  run: async (bench) => {
    const times = Math.max(1, Math.round(TIMES * bench.scale))
    const rounds = await runRounds(bench.runs * times, await contenders(bench), RT)
    const ms = (series: Series): number => typical(series, ({ wall }) => wall) * MS
    return {
      rows: [
        judge({
          id: 'g.start',
          value: ms(named(rounds, RT)),
          unit: 'ms from start to end',
          goal: atMost(35),
          others: each(others(rounds, RT), ms),
        }),
      ],
      tables: [speedTable('', rounds, RT, undefined)],
      bars: [
        {
          title: '(g) start-up',
          unit: 'ms',
          better: 'less',
          bars: rounds.series.map((series) => ({ name: series.name, value: ms(series) })),
        },
      ],
      notes: rounds.failed,
    }
  },
}

async function contenders(bench: Bench): Promise<readonly Contender[]> {
  const { folder, rt, tools } = bench
  const plain = (name: string, command: Command): Contender => ({
    name,
    run: () => measure(command),
  })
  const versions = (Object.keys(VERSIONS) as ToolName[]).flatMap((name) =>
    tools
      .all(name)
      .map(({ label, path }) => plain(label, { argv: [path, ...(VERSIONS[name] ?? [])] })),
  )
  return [
    inFolder(folder, RT, (out) =>
      rt.action(join(out, 'arguments'), ['template', `--out=${join(out, 'text')}`, '--line=text']),
    ),
    plain('rt --help', rt.command(['--help'])),
    plain('rt --help by its launcher', await startByLauncher(rt, folder, ['--help'])),
    plain('node, nothing', { argv: [process.execPath, '-e', '0'] }),
    ...versions,
  ]
}
