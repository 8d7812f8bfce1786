import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import { comparePythonVersions, parsePythonVersion } from './version.ts'

/** A condition on the surroundings that something is installed in. */
export type Marker =
  | { readonly kind: 'and' | 'or'; readonly left: Marker; readonly right: Marker }
  | {
      readonly kind: 'compare'
      readonly left: MarkerTerm
      readonly operator: string
      readonly right: MarkerTerm
    }

/** A variable of the surroundings, or a text. */
export interface MarkerTerm {
  readonly kind: 'variable' | 'text'
  readonly value: string
}

/** What markers ask of: an image with CPython for Linux. */
export interface PythonSurroundings {
  /** Such as "3.11", or "3.11.2" where that is known. */
  readonly python: string
  /** A GOARCH name: "amd64" or "arm64". */
  readonly architecture: string
}

const TOKEN = /\s*(?:([()])|(<=|>=|===|==|~=|!=|<|>|[A-Za-z_][\w.]*)|'([^']*)'|"([^"]*)")/y
const OPERATORS = ['<', '<=', '==', '===', '!=', '>', '>=', '~=', 'in', 'not in']
/** Machines as Python calls them, by OCI's names of architectures. */
const MACHINES: Readonly<Record<string, string>> = { amd64: 'x86_64', arm64: 'aarch64' }
/** What a linux kernel and its build would say: nothing that an image could know. */
const UNKNOWN = ''

interface Token {
  readonly kind: 'bracket' | 'word' | 'text'
  readonly value: string
}

/**
 * Reads a marker; the failure is a clause that says what is wrong.
 *
 * Source: Python packaging specification, "Dependency specifiers", section on environment markers.
 */
export function parseMarker(text: string): Result<Marker, string> {
  const tokens: Token[] = []
  TOKEN.lastIndex = 0
  while (text.slice(TOKEN.lastIndex).trim() !== '') {
    const at = TOKEN.lastIndex
    const [found, bracket, word, single, double] = TOKEN.exec(text) ?? []
    if (found === undefined) return err(`its marker has "${text.slice(at).trim()}"`)
    if (bracket !== undefined) tokens.push({ kind: 'bracket', value: bracket })
    else if (word !== undefined) tokens.push({ kind: 'word', value: word })
    else tokens.push({ kind: 'text', value: single ?? double ?? '' })
  }
  const reader = new MarkerReader(tokens)
  const marker = reader.alternatives()
  if (marker === undefined || !reader.isDone) return err(`"${text}" is not a marker`)
  return ok(marker)
}

class MarkerReader {
  readonly #tokens: readonly Token[]
  #at = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  get isDone(): boolean {
    return this.#at === this.#tokens.length
  }

  alternatives(): Marker | undefined {
    return this.#joined('or', () => this.#joined('and', () => this.#single()))
  }

  #joined(kind: 'and' | 'or', read: () => Marker | undefined): Marker | undefined {
    let left = read()
    while (left !== undefined && this.#take('word', kind)) {
      const right = read()
      left = right === undefined ? undefined : { kind, left, right }
    }
    return left
  }

  #single(): Marker | undefined {
    if (this.#take('bracket', '(')) {
      const inner = this.alternatives()
      return this.#take('bracket', ')') ? inner : undefined
    }
    const left = this.#term()
    const operator = this.#operator()
    const right = this.#term()
    return left && operator !== undefined && right
      ? { kind: 'compare', left, operator, right }
      : undefined
  }

  #term(): MarkerTerm | undefined {
    const token = this.#tokens[this.#at]
    if (token === undefined || token.kind === 'bracket') return undefined
    this.#at += 1
    if (token.kind === 'text') return { kind: 'text', value: token.value }
    // Old names, which PEP 345 had.
    const value = token.value.replace(/^(?:os|sys|platform)\./, (old) => old.replace('.', '_'))
    return VARIABLES.has(value) ? { kind: 'variable', value } : undefined
  }

  #operator(): string | undefined {
    const negated = this.#take('word', 'not') ? 'not ' : ''
    const operator = negated + (this.#tokens[this.#at]?.value ?? '')
    this.#at += 1
    return OPERATORS.includes(operator) ? operator : undefined
  }

  #take(kind: Token['kind'], value: string): boolean {
    const token = this.#tokens[this.#at]
    const fits = token?.kind === kind && token.value === value
    if (fits) this.#at += 1
    return fits
  }
}

const VARIABLES = new Set([
  'python_version',
  'python_full_version',
  'os_name',
  'sys_platform',
  'platform_release',
  'platform_system',
  'platform_version',
  'platform_machine',
  'platform_python_implementation',
  'implementation_name',
  'implementation_version',
  'extra',
  'extras',
  'dependency_groups',
])

/** Whether a marker holds where an image is; nothing is extra. */
export function markerHolds(marker: Marker, surroundings: PythonSurroundings): boolean {
  switch (marker.kind) {
    case 'and':
      return markerHolds(marker.left, surroundings) && markerHolds(marker.right, surroundings)
    case 'or':
      return markerHolds(marker.left, surroundings) || markerHolds(marker.right, surroundings)
    case 'compare': {
      const values = variablesOf(surroundings)
      const valueOf = ({ kind, value }: MarkerTerm): string =>
        kind === 'text' ? value : (values[value] ?? UNKNOWN)
      return compares(valueOf(marker.left), marker.operator, valueOf(marker.right))
    }
  }
}

function variablesOf({
  python,
  architecture,
}: PythonSurroundings): Readonly<Record<string, string>> {
  const full = /^\d+\.\d+$/.test(python) ? `${python}.0` : python
  return {
    python_version: python.split('.').slice(0, 2).join('.'),
    python_full_version: full,
    implementation_version: full,
    os_name: 'posix',
    sys_platform: 'linux',
    platform_system: 'Linux',
    platform_machine: MACHINES[architecture] ?? architecture,
    platform_python_implementation: 'CPython',
    implementation_name: 'cpython',
  }
}

/** Versions are compared as such where both are, texts otherwise. */
function compares(left: string, operator: string, right: string): boolean {
  if (operator === 'in') return right.includes(left) && left !== UNKNOWN
  if (operator === 'not in') return !right.includes(left) || left === UNKNOWN
  const prefix = right.endsWith('.*') ? right.slice(0, -1) : undefined
  if (prefix !== undefined) return `${left}.`.startsWith(prefix) === (operator === '==')
  const [one, other] = [parsePythonVersion(left), parsePythonVersion(right)]
  if (one === undefined || other === undefined) return comparesText(left, operator, right)
  const order = comparePythonVersions(one, other)
  switch (operator) {
    case '<':
      return order < 0
    case '<=':
      return order <= 0
    case '>':
      return order > 0
    case '>=':
      return order >= 0
    case '!=':
      return order !== 0
    case '~=':
      return order >= 0 && `${left}.`.startsWith(`${right.split('.').slice(0, -1).join('.')}.`)
    default:
      return order === 0
  }
}

function comparesText(left: string, operator: string, right: string): boolean {
  switch (operator) {
    case '==':
    case '===':
      return left === right
    case '!=':
      return left !== right
    case '<':
      return left < right
    case '<=':
      return left <= right
    case '>':
      return left > right
    case '>=':
      return left >= right
    default:
      return false
  }
}
