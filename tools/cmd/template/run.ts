import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { ExpectedFailure, together } from '../../core/failure.ts'
import type { TemplateFailure } from '../../core/template/failure.ts'
import { parseStatus, stampSubstitutions } from '../../core/template/stamp.ts'
import type { Substitutions } from '../../core/template/substitute.ts'
import { substitute } from '../../core/template/substitute.ts'
import { fileFailure } from '../../node/file_failure.ts'

/** What `rt template` is asked to do. */
export interface TemplateRequest {
  readonly source: TemplateSource
  readonly out: string
  /** Search text to value; a later one of the same search text wins. */
  readonly substitutions: ReadonlyMap<string, string>
  /** The same, with `{{KEY}}` in values; they win over `substitutions`. */
  readonly stampSubstitutions: ReadonlyMap<string, string>
  /** Workspace status files, stable before volatile. */
  readonly stampFiles: readonly string[]
  readonly executable: boolean
}

/** The template: a file, or lines that are joined by line breaks. */
export type TemplateSource =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'lines'; readonly lines: readonly string[] }

/**
 * Writes a template with its substitutions. Bytes that no search text matches stay as they are, in
 * whatever encoding.
 *
 * @throws ExpectedFailure when a file is missing, or a stamp key is unknown
 */
export function expandTemplate(request: TemplateRequest): void {
  const stamped = stamp(request)
  const substitutions = [...request.substitutions, ...stamped].map(
    ([search, value]) => [asBytes(search), asBytes(value)] as const,
  )
  const text = substitute(readTemplate(request.source), new Map(substitutions))
  try {
    writeFileSync(request.out, Buffer.from(text, 'latin1'))
    chmodSync(request.out, request.executable ? 0o755 : 0o644)
  } catch (error) {
    throw fileFailure(request.out, error)
  }
}

function stamp(request: TemplateRequest): Substitutions {
  const status = parseStatus(request.stampFiles.map((path) => readBytes(path).toString('utf8')))
  const stamped = stampSubstitutions(request.stampSubstitutions, status)
  if (stamped.ok) return stamped.value
  throw failureOf(stamped.failure)
}

function failureOf([first, ...rest]: readonly TemplateFailure[]): Error {
  if (first === undefined) return new TypeError('A failure without a reason')
  return new ExpectedFailure(together(first, rest))
}

function readTemplate(source: TemplateSource): string {
  return source.kind === 'lines'
    ? asBytes(source.lines.join('\n'))
    : readBytes(source.path).toString('latin1')
}

/** A text with one character for each of its UTF-8 bytes. */
function asBytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1')
}

function readBytes(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    throw fileFailure(path, error)
  }
}
