import { randomInt } from 'node:crypto'
import { commandOptions } from '../command_options.ts'
import { fail } from '../exit.ts'
import { FuzzRunner } from './runner.ts'
import type { FuzzReport, FuzzSettings } from './target.ts'
import { TARGETS } from './targets.ts'

const ANY_NUMBER_OF_RUNS = 2 ** 31 - 1
const DEFAULT_SECONDS = 60

const values = commandOptions({
  command: 'npm run fuzz',
  description: 'Gives damaged input to every reader: for so many seconds, or so many inputs each.',
  options: {
    seconds: { type: 'string' },
    runs: { type: 'string' },
    seed: { type: 'string' },
    target: { type: 'string' },
    path: { type: 'string' },
  },
})

function numberOf(option: 'seconds' | 'runs' | 'seed'): number | undefined {
  const text = values[option]
  if (text === undefined) return undefined
  if (/^-?\d{1,15}$/.test(text)) return Number(text)
  return fail('npm run fuzz', `Cannot use --${option} "${text}"`, 'give a whole number')
}

function targetNames(): readonly string[] {
  const names = TARGETS.map(({ name }) => name)
  const { target } = values
  if (target === undefined) return names
  if (names.includes(target)) return [target]
  return fail('npm run fuzz', `Cannot find the target "${target}"`, `use ${names.join(', ')}`)
}

/** A number of inputs, or an equal part of the time for each target. */
function settingsOf(seed: number, targets: number): FuzzSettings {
  const { path } = values
  const runs = numberOf('runs')
  const seconds = numberOf('seconds') ?? (runs === undefined ? DEFAULT_SECONDS : undefined)
  return {
    seed,
    runs: runs ?? ANY_NUMBER_OF_RUNS,
    ...(seconds === undefined ? {} : { milliseconds: (seconds * 1000) / targets }),
    ...(path === undefined ? {} : { path }),
  }
}

const names = targetNames()
const seed = numberOf('seed') ?? randomInt(2 ** 31)
process.stdout.write(`fuzz: seed ${seed}\n`)
const reports: FuzzReport[] = []
await using runner = new FuzzRunner()
for (const name of names) {
  const report = await runner.run(name, settingsOf(seed, names.length))
  reports.push(report)
  process.stdout.write(
    `${name}: ${report.runs} runs, ${report.finding === undefined ? 'nothing found' : 'FOUND'}\n`,
  )
  if (report.finding !== undefined) process.stdout.write(`${report.finding}\n`)
}
const findings = reports.filter(({ finding }) => finding !== undefined).length
const runs = reports.reduce((sum, report) => sum + report.runs, 0)
process.stdout.write(`fuzz: ${runs} runs, ${findings} findings\n`)
process.exitCode = findings === 0 ? 0 : 1
