/**
 * A version of a distribution, as a list that compares part by part.
 *
 * Source: Python packaging specification, "Version specifiers" (PEP 440).
 */
export type PythonVersion = readonly (readonly (number | string)[])[]

const PATTERN =
  /^v?(?:(\d+)!)?(\d+(?:\.\d+)*)(?:[-_.]?(a|b|c|rc|alpha|beta|pre|preview)[-_.]?(\d*))?(?:-(\d+)|[-_.]?(post|rev|r)[-_.]?(\d*))?(?:[-_.]?(dev)[-_.]?(\d*))?(?:\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?$/i

const PRE: Readonly<Record<string, string>> = {
  alpha: 'a',
  beta: 'b',
  c: 'rc',
  pre: 'rc',
  preview: 'rc',
}

/** Reads a version; undefined where the text is none. */
export function parsePythonVersion(text: string): PythonVersion | undefined {
  const found = PATTERN.exec(text.trim())
  if (found === null) return undefined
  const [, epoch, release = '', pre, preNumber, dash, post, postNumber, dev, devNumber, local] =
    found
  const numbers = release.split('.').map(Number)
  while (numbers.length > 1 && numbers.at(-1) === 0) numbers.pop()
  const isPost = dash !== undefined || post !== undefined
  return [
    [Number(epoch ?? 0)],
    numbers,
    preKey(pre?.toLowerCase(), preNumber, dev !== undefined && !isPost),
    isPost ? [1, Number(dash ?? (postNumber || 0))] : [0],
    // What is developed comes before what it becomes.
    dev === undefined ? [1] : [0, Number(devNumber || 0)],
    local === undefined ? [] : local.toLowerCase().split(/[-_.]/).map(localPart),
  ]
}

/** Of a release nothing but developments comes before its first alpha; it comes after all of these. */
function preKey(
  pre: string | undefined,
  number: string | undefined,
  isDevelopment: boolean,
): readonly (number | string)[] {
  if (pre === undefined) return [isDevelopment ? ' ' : 'z']
  return [PRE[pre] ?? pre, Number(number || 0)]
}

function localPart(part: string): number | string {
  return /^\d+$/.test(part) ? Number(part) : part
}

/** Negative where the left version comes first, 0 where they are the same. */
export function comparePythonVersions(left: PythonVersion, right: PythonVersion): number {
  for (const [index, part] of left.entries()) {
    const order = compareParts(part, right[index] ?? [], index === 1)
    if (order !== 0) return order
  }
  return 0
}

function compareParts(
  left: readonly (number | string)[],
  right: readonly (number | string)[],
  isRelease: boolean,
): number {
  const length = Math.max(left.length, right.length)
  for (let index = 0; index < length; index += 1) {
    const [one, other] = [left[index] ?? (isRelease ? 0 : ''), right[index] ?? (isRelease ? 0 : '')]
    if (one === other) continue
    // Numbers come after texts; what is missing comes first.
    if (typeof one !== typeof other) return typeof one === 'number' ? 1 : -1
    return one < other ? -1 : 1
  }
  return 0
}
