/** One figure that was measured, and what it must be. */
export interface Row {
  /** Letter of the figure and a name, such as `a.wall`. */
  readonly id: string
  /** Null where it could not be measured. */
  readonly value: number | null
  readonly unit: string
  /** In words: `>= 3`. */
  readonly goal: string
  /** Null where it could not be measured. */
  readonly holds: boolean | null
  /** The same of the other tools. */
  readonly others: Readonly<Record<string, number>>
}

/** What a value must be. */
export type Goal =
  | { readonly kind: 'at least'; readonly limit: number }
  | { readonly kind: 'at most'; readonly limit: number }
  | { readonly kind: 'below'; readonly limit: number }

export function atLeast(limit: number): Goal {
  return { kind: 'at least', limit }
}

export function atMost(limit: number): Goal {
  return { kind: 'at most', limit }
}

export function below(limit: number): Goal {
  return { kind: 'below', limit }
}

/** What a row says apart from whether it holds. */
export interface Finding {
  readonly id: string
  /** NaN where it could not be measured. */
  readonly value: number
  readonly unit: string
  readonly goal: Goal
  readonly others?: Readonly<Record<string, number>>
}

/** Judges a finding. */
export function judge({ id, value, unit, goal, others }: Finding): Row {
  const measured = Number.isFinite(value)
  return {
    id,
    value: measured ? round(value) : null,
    unit,
    goal: describeGoal(goal),
    holds: measured ? meets(value, goal) : null,
    others: Object.fromEntries(
      Object.entries(others ?? {}).map(([name, other]) => [name, round(other)]),
    ),
  }
}

function meets(value: number, goal: Goal): boolean {
  switch (goal.kind) {
    case 'at least':
      return value >= goal.limit
    case 'at most':
      return value <= goal.limit
    case 'below':
      return value < goal.limit
  }
}

function describeGoal(goal: Goal): string {
  const sign = { 'at least': '>=', 'at most': '<=', below: '<' }[goal.kind]
  return `${sign} ${goal.limit}`
}

/** Four digits that count. */
function round(value: number): number {
  return Number(value.toPrecision(4))
}
