import { describe } from '../../tools/core/explain.ts'
import { ExpectedFailure } from '../../tools/core/failure.ts'
import { renderTable } from '../../tools/core/table.ts'

/** What became of one piece of work that was disturbed. */
export type Verdict =
  /** It was done in spite of the trouble. */
  | { readonly kind: 'recovered' }
  /** It ended in one clear error, left nothing incomplete, and went through when run again. */
  | { readonly kind: 'refused' }
  /** Anything else: a defect of rt. */
  | { readonly kind: 'wrong'; readonly problem: string }

/** One line of the record. */
export interface Outcome {
  /** Such as `push to docker-registry`. */
  readonly work: string
  /** How it was disturbed. */
  readonly fault: string
  /** Where: the number of a request, or a moment. */
  readonly where: string
  readonly verdict: Verdict
}

export const RECOVERED: Verdict = { kind: 'recovered' }
export const REFUSED: Verdict = { kind: 'refused' }

/** A defect. */
export function wrong(problem: string): Verdict {
  return { kind: 'wrong', problem }
}

/** Runs the checks of one piece of work: the first error that they throw is what is wrong. */
export async function judge(checks: () => Promise<Verdict>): Promise<Verdict> {
  try {
    return await checks()
  } catch (error) {
    return wrong(error instanceof Error ? (error.stack ?? error.message) : String(error))
  }
}

/**
 * Tries something that may be refused.
 *
 * @returns what a person is told about the failure; undefined where it worked
 * @throws what is not an expected failure, and failures that tell nothing
 */
export async function refusalOf(work: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await work()
    return undefined
  } catch (error) {
    if (!(error instanceof ExpectedFailure)) throw error
    const text = describe('rt', error.failure)
    if (!/^rt: Cannot /.test(text))
      throw new Error(`Not one clear error: ${text}`, { cause: error })
    if (/[^\P{C}\n]/u.test(text)) {
      throw new Error(`Control characters in ${JSON.stringify(text)}`, { cause: error })
    }
    return text
  }
}

/** The table of outcomes: a line for each work and fault. */
export function outcomeTable(outcomes: readonly Outcome[]): string {
  const groups = Map.groupBy(outcomes, ({ work, fault }) => `${work}\t${fault}`)
  const rows = [...groups].map(([key, group]) => [
    ...key.split('\t'),
    ...[group.length, ...countVerdicts(group)].map(String),
  ])
  return renderTable(
    [
      { title: 'work', align: 'left' },
      { title: 'fault', align: 'left' },
      ...['tried', 'recovered', 'refused', 'wrong'].map((title) => ({
        title,
        align: 'right' as const,
      })),
    ],
    rows,
  )
}

/** The last line of a run. */
export function summaryLine(outcomes: readonly Outcome[]): string {
  const [recovered, refused, wrongs] = countVerdicts(outcomes)
  return `faults: ${outcomes.length} tried, ${recovered} recovered, ${refused} refused, ${wrongs} wrong`
}

/** What was wrong, a paragraph each. */
export function complaints(outcomes: readonly Outcome[]): readonly string[] {
  return outcomes.flatMap(({ work, fault, where, verdict }) =>
    verdict.kind === 'wrong' ? [`wrong: ${work}, ${fault}, ${where}: ${verdict.problem}`] : [],
  )
}

function countVerdicts(
  outcomes: readonly Outcome[],
): readonly [recovered: number, refused: number, wrong: number] {
  const count = (kind: Verdict['kind']): number =>
    outcomes.filter(({ verdict }) => verdict.kind === kind).length
  return [count('recovered'), count('refused'), count('wrong')]
}
