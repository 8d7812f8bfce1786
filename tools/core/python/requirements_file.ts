import type { Advice, Mistakes } from '../document/mistakes.ts'
import type { Position } from '../document/node.ts'
import type { Requirement } from './requirement.ts'
import { normalizedName, parseRequirement } from './requirement.ts'

/** What a line of a requirements file says. */
export type RequirementsLine =
  | RequiredLine
  | {
      readonly kind: 'include'
      readonly path: string
      /** Whether what is in the file only limits versions. */
      readonly isConstraint: boolean
      readonly at: Position
    }
  | { readonly kind: 'prereleases'; readonly at: Position }

/** A line that requires a distribution. */
export interface RequiredLine {
  readonly kind: 'requirement'
  readonly requirement: Requirement
  /** SHA-256 in hexadecimal digits, of the files that may be used; any, where empty. */
  readonly hashes: readonly string[]
  /** Names that need it, where comments say so as pip-compile and uv write them. */
  readonly via: readonly string[]
  readonly at: Position
}

interface LogicalLine {
  readonly text: string
  /** Texts of comments on it and below it. */
  readonly comments: string[]
  readonly at: Position
}

/** Options that say where files come from, which is up to the machine. */
const INDEX_OPTIONS =
  /^(?:-i|--index-url|--pypi-url|--extra-index-url|-f|--find-links|--no-index|--trusted-host)\b/
/** Options that change nothing here: wheels alone are used, and all are hashed. */
const KNOWN_OPTIONS =
  /^(?:--only-binary[= ]|--prefer-binary$|--require-hashes$|--no-binary[= ]:none:$)/
/** What is wrong with saying where packages come from. */
export const INDEXES = 'indexes are those of the machine, and the lock names none'
export const INDEX_ADVICE: Advice = {
  fix: 'leave it out, and tell the machine: "python3 -m pip config set global.extra-index-url URL", or PIP_EXTRA_INDEX_URL',
}

/**
 * Reads a requirements file: markers, extras, hashes, `-r`, `-c`, `--pre`, comments and continued lines.
 *
 * Source: pip's documentation, "Requirements File Format".
 *
 * What cannot be used is noted in the mistakes and left out.
 *
 * @param file what people call it
 */
export function parseRequirementsFile(
  text: string,
  file: string,
  mistakes: Mistakes,
): readonly RequirementsLine[] {
  return logicalLines(text, file).flatMap((line) => readLine(line, mistakes) ?? [])
}

function logicalLines(text: string, file: string): readonly LogicalLine[] {
  const found: LogicalLine[] = []
  let open: { text: string; at: Position } | undefined
  for (const [index, physical] of text.split(/\r?\n/).entries()) {
    const [, body = '', comment] = /^(.*?)(?:(?:^|\s)#(.*))?$/su.exec(physical) ?? []
    const at = open?.at ?? { file, line: index + 1, column: body.search(/\S|$/) + 1 }
    const joined = `${open?.text ?? ''} ${body.replace(/\\\s*$/, '')}`.trim()
    open = /\\\s*$/.test(body) ? { text: joined, at } : undefined
    if (open === undefined && joined !== '') found.push({ text: joined, at, comments: [] })
    if (comment !== undefined) found.at(-1)?.comments.push(comment.trim())
  }
  if (open !== undefined && open.text !== '')
    found.push({ text: open.text, at: open.at, comments: [] })
  return found
}

/** Undefined for what says nothing, and for mistakes. */
function readLine(line: LogicalLine, mistakes: Mistakes): RequirementsLine | undefined {
  const { text, at } = line
  const [, short, long, path] =
    /^(?:-([rc])\s*|--(requirement|constraint)(?:=|\s+))(.+)$/.exec(text) ?? []
  if (path !== undefined) {
    const isConstraint = short === 'c' || long === 'constraint'
    return { kind: 'include', path: path.trim(), isConstraint, at }
  }
  if (text === '--pre') return { kind: 'prereleases', at }
  if (KNOWN_OPTIONS.test(text)) return undefined
  return text.startsWith('-') ? optionMistake(line, mistakes) : readRequirement(line, mistakes)
}

function optionMistake({ text, at }: LogicalLine, mistakes: Mistakes): undefined {
  const what = text.split(/[\s=]/)[0] ?? text
  if (INDEX_OPTIONS.test(text))
    return mistakes.add(at, `cannot use "${what}": ${INDEXES}`, INDEX_ADVICE)
  if (/^(?:-e|--editable)\b/.test(text))
    return needsBuilding(at, text, 'an editable source', mistakes)
  return mistakes.add(at, `cannot use "${what}": this option has no meaning here`, {
    accepted: 'requirements, -r, -c, --pre, --hash and comments',
  })
}

/** Says that something would have to be built. */
function needsBuilding(at: Position, what: string, kind: string, mistakes: Mistakes): undefined {
  return mistakes.add(at, `cannot use "${what}": it is ${kind}, and nothing is built`, {
    accepted: 'NAME with conditions on its version, from an index',
    fix: 'build a wheel of it, name that in wheels of pip.install, and leave this out',
  })
}

function readRequirement(
  { text, comments, at }: LogicalLine,
  mistakes: Mistakes,
): RequiredLine | undefined {
  const hashes = [...text.matchAll(/\s--hash[= ]\s*(\w+):(\S+)/g)]
  const bare = text.replaceAll(/\s--hash[= ]\s*\S+/g, '').trim()
  if (/^(?:\.{0,2}\/|[a-z+]+:\/\/|file:)|^\S+\.whl$/i.test(bare))
    return needsBuilding(at, bare, 'a place, not a name', mistakes)
  const [option] = /\s--\S*/.exec(bare) ?? []
  const parsed = parseRequirement(bare)
  if (option !== undefined || !parsed.ok) {
    const problem = parsed.ok ? `"${option?.trim() ?? ''}" has no meaning here` : parsed.failure
    const advice = { accepted: 'NAME[EXTRA,...] CONDITIONS ; MARKER' }
    return mistakes.add(at, `cannot read "${bare}" as a requirement: ${problem}`, advice)
  }
  if (parsed.value.url !== undefined)
    return needsBuilding(at, bare, 'taken from an address', mistakes)
  return {
    kind: 'requirement',
    requirement: parsed.value,
    hashes: hashes.flatMap(([, kind, value]) =>
      kind === 'sha256' && value !== undefined ? [value.toLowerCase()] : [],
    ),
    via: namesIn(comments),
    at,
  }
}

/** `via requests, urllib3`, or `via` and a name a line. */
function namesIn(comments: readonly string[]): readonly string[] {
  const at = comments.findIndex((comment) => /^via\b/.test(comment))
  if (at < 0) return []
  return comments
    .slice(at)
    .flatMap((comment) => comment.replace(/^via\b/, '').split(','))
    .map((name) => name.trim())
    .filter((name) => /^[A-Za-z0-9][\w.-]*(?:\[.*\])?$/.test(name))
    .map((name) => normalizedName(name.replace(/\[.*/, '')))
}
