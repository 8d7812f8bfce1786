import { readFileSync } from 'node:fs'
import { fileFailure } from '../file_failure.ts'

/**
 * Reads a text file that the rules or a person wrote.
 *
 * @throws ExpectedFailure when it is missing or unreadable
 */
export function readTextFile(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw fileFailure(path, error)
  }
}
