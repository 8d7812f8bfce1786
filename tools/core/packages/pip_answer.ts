import type { WheelFailure } from './wheel_failure.ts'

/** Signs that pip did not reach its index, in what it prints while it tries again and when it gives up. */
const UNREACHABLE =
  /Retrying \(Retry\(|Max retries exceeded|Failed to establish a new connection|Connection(?:Reset)?Error|Read timed out|CERTIFICATE_VERIFY_FAILED|Could not find a suitable TLS CA|ReadTimeoutError|HTTP error \d+/

/** What pip's words mean when it failed. */
export function readPipError(requirement: string, stderr: string): WheelFailure {
  const topic = 'wheel'
  if (/No module named '?pip'?/.test(stderr)) return { topic, reason: 'no-pip', requirement }
  if (stderr.includes('DO NOT MATCH THE HASHES')) {
    const found = /Got\s+([0-9a-f]{64})/.exec(stderr)?.[1] ?? ''
    return { topic, reason: 'hash-mismatch', requirement, found }
  }
  const versions = /\(from versions: ([^)]*)\)/.exec(stderr)?.[1]
  const offered = versions === undefined || versions === 'none' ? '' : versions
  if (offered === '' && UNREACHABLE.test(stderr)) {
    return { topic, reason: 'unreachable', requirement, detail: unreachableDetail(stderr) }
  }
  if (offered !== '') return { topic, reason: 'unknown-version', requirement, versions: offered }
  if (stderr.includes('No matching distribution found')) {
    return { topic, reason: 'nothing-offered', requirement }
  }
  return { topic, reason: 'other', requirement, detail: lastLine(stderr) }
}

/** What pip's words mean though it succeeded; undefined where all is well. */
export function readPipWarning(requirement: string, stderr: string): WheelFailure | undefined {
  if (!/yanked version/.test(stderr)) return undefined
  const why = /Reason for being yanked: (.*)/.exec(stderr)?.[1]?.trim() ?? ''
  const stated = why === '<none given>' ? '' : why
  return { topic: 'wheel', reason: 'yanked', requirement, why: stated }
}

/** The cause as urllib3 words it, without addresses of objects. */
function unreachableDetail(stderr: string): string {
  const cause =
    /(?:NewConnectionError|NameResolutionError|SSLError|ReadTimeoutError)\("?[^:]*: ([^"')]*)/.exec(
      stderr,
    )?.[1]
  return cause?.trim() ?? lastLine(stderr)
}

function lastLine(stderr: string): string {
  const lines = stderr.split('\n').map((line) => line.replace(/^ERROR: /, '').trim())
  return lines.findLast((line) => line !== '' && !line.startsWith('[notice]')) ?? 'pip failed'
}
