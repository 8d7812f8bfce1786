import { chmod, readFile, writeFile } from 'node:fs/promises'
import type { TemplateFailure } from '../../core/failures/template.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import { together } from '../../core/failures/several.ts'
import { parseStatus, stampSubstitutions } from '../../core/template/stamp.ts'
import type { Substitutions } from '../../core/template/substitute.ts'
import { substitute } from '../../core/template/substitute.ts'
import { fileFailure } from '../../node/file_failure.ts'
import type { TemplateRequest, TemplateSource } from './args.ts'

/**
 * Writes a template with its substitutions. Bytes that no search text matches stay as they are, in
 * whatever encoding.
 *
 * @throws ExpectedFailure when a file is missing, or a stamp key is unknown
 */
export async function expandTemplate(request: TemplateRequest): Promise<void> {
  const stamped = await stamp(request)
  const substitutions = [...request.substitutions, ...stamped].map(
    ([search, value]) => [asBytes(search), asBytes(value)] as const,
  )
  const text = substitute(await readTemplate(request.source), new Map(substitutions))
  try {
    await writeFile(request.out, Buffer.from(text, 'latin1'))
    await chmod(request.out, request.executable ? 0o755 : 0o644)
  } catch (error) {
    throw fileFailure(request.out, error)
  }
}

async function stamp(request: TemplateRequest): Promise<Substitutions> {
  const texts = await Promise.all(request.stampFiles.map(async (path) => readBytes(path)))
  const status = parseStatus(texts.map((bytes) => bytes.toString('utf8')))
  const stamped = stampSubstitutions(request.stampSubstitutions, status)
  if (stamped.ok) return stamped.value
  throw failureOf(stamped.failure)
}

function failureOf([first, ...rest]: readonly TemplateFailure[]): Error {
  if (first === undefined) return new TypeError('A failure without a reason')
  return new ExpectedFailure(together(first, rest))
}

async function readTemplate(source: TemplateSource): Promise<string> {
  return source.kind === 'lines'
    ? asBytes(source.lines.join('\n'))
    : (await readBytes(source.path)).toString('latin1')
}

/** A text with one character for each of its UTF-8 bytes. */
function asBytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1')
}

async function readBytes(path: string): Promise<Buffer> {
  try {
    return await readFile(path)
  } catch (error) {
    throw fileFailure(path, error)
  }
}
