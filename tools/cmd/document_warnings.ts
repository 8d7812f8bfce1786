import type { Mistakes } from '../core/document/mistakes.ts'
import type { Shell } from '../node/shell.ts'

/** Tells people what a document says that may not be meant. */
export function warn(
  { stderr, context, explain }: Pick<Shell, 'context' | 'explain' | 'stderr'>,
  { warnings }: Pick<Mistakes, 'warnings'>,
): void {
  for (const warning of warnings) stderr.write(`${context}: warning: ${explain(warning)}\n`)
}
