import type { LinkingReport } from './check.ts'

/**
 * What a check found, for people: the output of an action that has succeeded.
 *
 * @param unknown layers that nobody has looked into
 */
export function linkingReportText(
  { missing, missingVersions, checked }: LinkingReport,
  unknown: number,
): string {
  const lines = [`checked: ${checked}`, `layers not looked into: ${unknown}`]
  for (const { name, neededBy } of missing)
    lines.push(`not found: ${name} for ${neededBy.join(' ')}`)
  for (const { version, library, neededBy } of missingVersions)
    lines.push(`not defined: ${version} in ${library} for ${neededBy.join(' ')}`)
  return `${lines.join('\n')}\n`
}
