import { readFile } from 'node:fs/promises'
import type { ImageName } from '../../core/tarball/image_name.ts'
import { parseImageName } from '../../core/tarball/image_name.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import type { Failure } from '../../core/failure.ts'
import { together } from '../../core/failure.ts'
import { fileFailure } from '../file_failure.ts'

/**
 * Reads the names of an image, each once, in order: those given, then the lines of a file but for comments (`# ...`).
 *
 * @throws ExpectedFailure for all names together that engines do not take
 */
export async function readImageNames(
  given: readonly string[],
  file: string | undefined,
): Promise<readonly ImageName[]> {
  const text = file === undefined ? '' : await readText(file)
  const lines = text.split('\n').map((line) => line.trim())
  const names = new Map<string, ImageName>()
  const failures: Failure[] = []
  for (const name of [...given, ...lines.filter((line) => !/^(?:#|$)/.test(line))]) {
    const parsed = parseImageName(name)
    if (parsed.ok) names.set(parsed.value.full, parsed.value)
    else failures.push({ topic: 'engine', reason: 'invalid-name', name, problem: parsed.failure })
  }
  const [first, ...rest] = failures
  if (first !== undefined) throw new ExpectedFailure(together(first, rest))
  return [...names.values()]
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw fileFailure(path, error)
  }
}
