import type { ArgumentFailure } from './failure.ts'
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'

/** Reads the value of an option that is a whole number, not less than `least`. */
export function parseCount(
  option: string,
  value: string,
  least: number,
): Result<number, ArgumentFailure> {
  const count = Number(value)
  if (/^\d+$/.test(value) && Number.isSafeInteger(count) && count >= least) return ok(count)
  const accepted = `a whole number, ${least} or more`
  return err({ topic: 'argument', reason: 'invalid-value', option, value, accepted })
}
