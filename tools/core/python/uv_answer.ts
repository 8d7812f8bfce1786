import type { Unresolved } from './pip_failure.ts'

/** What uv's words mean when it found no set of wheels. */
export function readUvError(stderr: string): Pick<Unresolved, 'kind' | 'about' | 'detail'> {
  const text = plainText(stderr)
  const refused = /HTTP status (?:client|server) error \((40[13][^)]*)\)/.exec(text)?.[1]
  const unasked = /index (?:URL )?\((\S+)\) (?:could not be queried|returned)\D*(40[13] \w+)/.exec(
    text,
  )
  if (unasked !== null)
    return { kind: 'refused', about: '', detail: `${unasked[2] ?? ''}: ${unasked[1] ?? ''}` }
  const failedAt = /Failed to fetch: `?([^\s`]+)/.exec(text)?.[1]
  if (refused !== undefined)
    return { kind: 'refused', about: '', detail: `${refused}: ${failedAt ?? ''}` }
  if (failedAt !== undefined)
    return { kind: 'unreachable', about: '', detail: `${failedAt}: ${lastCause(stderr)}` }
  for (const [kind, pattern] of SIGNS) {
    const about = pattern.exec(text)?.[1]
    if (about !== undefined)
      return { kind, about: about.replace(/,$/, ''), detail: detailOf(stderr) }
  }
  return { kind: otherKind(text), about: '', detail: detailOf(stderr) }
}

function otherKind(text: string): Unresolved['kind'] {
  if (text.includes('No solution found')) return 'contradiction'
  return /No interpreter found|Can't use Python at/.test(text) ? 'no-python' : 'other'
}

const SIGNS: readonly (readonly [Unresolved['kind'], RegExp])[] = [
  ['unknown-package', /(\S+) was not found in the (?:package registry|provided package locations)/],
  ['source-only', /(\S+) has no usable wheels/],
  ['other-python', /(\S+) has no wheels with a matching Python (?:ABI|version|implementation) tag/],
  ['other-python', /(\S+) depends on Python/],
  ['other-platform', /(\S+) has no wheels with a matching platform tag/],
  ['unknown-version', /there (?:is|are) no versions? of ([^\s,]+)/],
]

/** Broken lines are put together. */
function plainText(stderr: string): string {
  return stderr.replaceAll(/\s*\n\s*/g, ' ').trim()
}

/** The clause about packages; advice on the resolver's own options is left out. */
function detailOf(stderr: string): string {
  const hint = /hint: (You require CPython[\s\S]*?)(?:\n\n|$)/.exec(stderr)?.[1]
  const cause = /cause: ([\s\S]*?)(?:\n\n|\nhint:|$)/.exec(stderr)?.[1] ?? stderr
  return plainText(hint ?? cause)
    .replace(/, we can conclude that your requirements are unsatisfiable\.?$/, '')
    .replace(/^Because /, '')
    .replace(/^error: /, '')
    .replace(/\.$/, '')
}

function lastCause(stderr: string): string {
  return /.*cause: ([^\n]*)/su.exec(stderr)?.[1]?.trim() ?? 'no answer'
}
