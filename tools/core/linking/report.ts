import type { LinkingReport } from './check.ts'
import type { MissingInterpreter } from './scripts.ts'

/**
 * What a check found, for people: the output of an action that has succeeded.
 *
 * @param unknown layers that nobody has looked into
 */
export function linkingReportText(
  { missing, missingVersions, checked }: LinkingReport,
  interpreters: readonly MissingInterpreter[],
  unknown: number,
): string {
  const lines = [`checked: ${checked}`, `layers not looked into: ${unknown}`]
  for (const { name, neededBy } of missing)
    lines.push(`not found: ${name} for ${neededBy.join(' ')}`)
  for (const { version, library, neededBy } of missingVersions)
    lines.push(`not defined: ${version} in ${library} for ${neededBy.join(' ')}`)
  for (const { name, script } of interpreters) lines.push(`not found: ${name} for ${script}`)
  return `${lines.join('\n')}\n`
}
