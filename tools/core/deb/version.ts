/**
 * Orders two versions of Debian packages as deb-version(7) does: `[EPOCH:]UPSTREAM[-REVISION]`.
 *
 * @returns less than 0 when `left` is the earlier one, 0 when both are equal, more than 0 otherwise
 */
export function compareVersions(left: string, right: string): number {
  const [a, b] = [split(left), split(right)]
  return (
    compareNumbers(a.epoch, b.epoch) ||
    compareParts(a.upstream, b.upstream) ||
    compareParts(a.revision, b.revision)
  )
}

interface Version {
  readonly epoch: string
  readonly upstream: string
  readonly revision: string
}

function split(text: string): Version {
  const colon = text.indexOf(':')
  const dash = text.lastIndexOf('-')
  return {
    epoch: colon < 0 ? '' : text.slice(0, colon),
    upstream: text.slice(colon + 1, dash < 0 ? text.length : dash),
    revision: dash < 0 ? '' : text.slice(dash + 1),
  }
}

/** Runs of other characters and runs of digits, by turns; a missing run is the empty text. */
function compareParts(left: string, right: string): number {
  const a = left.split(/(\d+)/)
  const b = right.split(/(\d+)/)
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const [one = '', other = ''] = [a[index], b[index]]
    const order = index % 2 === 0 ? compareTexts(one, other) : compareNumbers(one, other)
    if (order !== 0) return order
  }
  return 0
}

/** By value; numbers of any length. No digits at all are 0. */
function compareNumbers(left: string, right: string): number {
  const [a, b] = [left.replace(/^0+/, ''), right.replace(/^0+/, '')]
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0)
}

function compareTexts(left: string, right: string): number {
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const order = rank(left, index) - rank(right, index)
    if (order !== 0) return order
  }
  return 0
}

/** A tilde comes before the end, the end before letters, letters before everything else. */
function rank(text: string, index: number): number {
  if (index >= text.length) return 0
  const unit = text.charCodeAt(index)
  if (text[index] === '~') return -1
  return /[A-Za-z]/.test(text[index] ?? '') ? unit : unit + 256
}
