import { readFileSync, writeFileSync } from 'node:fs'
import { fileFailure } from '../file_failure.ts'
import { writeFailure } from '../write_failure.ts'

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

/**
 * Writes a small text file where the rules or a person want it.
 *
 * @throws ExpectedFailure when it cannot be written
 */
export function writeTextFile(path: string, text: string): void {
  try {
    writeFileSync(path, text)
  } catch (error) {
    throw writeFailure(path, Buffer.byteLength(text), error)
  }
}
