import { chooseBazel } from './bazel_choice.ts'
import { commandOptions } from './command_options.ts'
import { ensureContainerTools } from './container_tools.ts'
import { fail } from './exit.ts'
import type { Stage, Tally } from './stages.ts'
import { BAZEL, CHECKS, END_TO_END, UNIT } from './stages.ts'

/** What `--only` may name. */
const PARTS: Readonly<Record<string, readonly Stage[]>> = {
  check: CHECKS,
  unit: UNIT,
  bazel: BAZEL,
  e2e: END_TO_END,
}

interface StageReport {
  readonly name: string
  readonly seconds: number
  readonly tally: Tally
}

/** Runs stages one after the other and prints each when it ends. */
async function runStages(stages: readonly Stage[]): Promise<readonly StageReport[]> {
  const reports: StageReport[] = []
  for (const stage of stages) {
    process.stdout.write(`==> ${stage.name}\n`)
    const started = Date.now()
    const finished = await stage.run()
    const tally = stage.tally(finished)
    if (tally.failed > 0) process.stdout.write(`${finished.stdout}\n${finished.stderr}\n`)
    const seconds = (Date.now() - started) / 1000
    process.stdout.write(`<== ${stage.name}: ${counts(tally)}, ${seconds.toFixed(1)} s\n`)
    reports.push({ name: stage.name, seconds, tally })
  }
  return reports
}

function counts({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

function sum(reports: readonly StageReport[]): Tally {
  return reports.reduce(
    (total, { tally }) => ({
      passed: total.passed + tally.passed,
      failed: total.failed + tally.failed,
      skipped: total.skipped + tally.skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  )
}

/** Everything: what needs no Bazel beside what is mostly Bazel, then end to end on a quiet machine. */
async function runEverything(): Promise<readonly StageReport[]> {
  const sideBySide = await Promise.all([runStages([...CHECKS, ...UNIT]), runStages(BAZEL)])
  return [...sideBySide.flat(), ...(await runStages(END_TO_END))]
}

async function setUp(): Promise<number> {
  const started = Date.now()
  const [, missing] = await Promise.all([chooseBazel(), ensureContainerTools()])
  if (missing.length > 0) {
    fail(
      'npm test',
      `Cannot install ${missing.join(', ')}`,
      'run as root on Debian 12, or install these by hand',
    )
  }
  return (Date.now() - started) / 1000
}

const values = commandOptions({
  command: 'npm test',
  description: `Runs every check and test, or a part: ${Object.keys(PARTS).join(', ')}.`,
  options: { only: { type: 'string' } },
})
const part = values.only === undefined ? undefined : PARTS[values.only]
if (values.only !== undefined && part === undefined) {
  fail(
    'npm test',
    `Cannot run the part "${values.only}"`,
    `use --only ${Object.keys(PARTS).join('|')}`,
  )
}
const setUpSeconds = values.only === 'check' ? 0 : await setUp()
const reports = part === undefined ? await runEverything() : await runStages(part)
process.stdout.write(`\nset-up ${setUpSeconds.toFixed(1)} s\n`)
for (const { name, seconds, tally } of reports) {
  process.stdout.write(`${name}: ${counts(tally)}, ${seconds.toFixed(1)} s\n`)
}
const total = sum(reports)
process.stdout.write(`\n${counts(total)}\n`)
process.exitCode = total.failed === 0 ? 0 : 1
