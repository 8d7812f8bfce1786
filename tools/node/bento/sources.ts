import { readFileSync, statSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Sources } from '../../core/bento/bentofile/sources.ts'
import { fileFailure, systemErrorCode } from '../file_failure.ts'
import { collectEntries } from '../layer/collect.ts'
import { readOperands } from '../layer/operand_lines.ts'

/**
 * The build context that entry lines describe.
 *
 * @throws ExpectedFailure when a file is missing
 */
export function sourcesOfEntries(lines: readonly string[]): Sources {
  const entries = collectEntries(readOperands(lines).placements, { preserveSymlinks: false })
  return makeSources(
    entries.flatMap((entry) =>
      entry.kind === 'file' && entry.source !== undefined
        ? [[entry.path.replace(/^\/+/, ''), entry.source] as const]
        : [],
    ),
  )
}

/** Directories that no Bento has, and that may be large. */
const SKIPPED = new Set(['.git', '.venv', 'venv', '__pycache__'])

/**
 * The build context that a directory is. Links to files count as the files; links to directories are not followed.
 *
 * @throws ExpectedFailure when it cannot be read
 */
export async function sourcesOfDirectory(directory: string): Promise<Sources> {
  const files: (readonly [string, string])[] = []
  await walk(directory, '', files)
  return makeSources(files)
}

async function walk(
  directory: string,
  below: string,
  files: (readonly [string, string])[],
): Promise<void> {
  const entries = await readdir(join(directory, below), { withFileTypes: true }).catch(
    (error: unknown) => {
      throw fileFailure(directory, error)
    },
  )
  for (const entry of entries) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`
    const source = join(directory, path)
    if (entry.isDirectory()) {
      if (!SKIPPED.has(entry.name)) await walk(directory, path, files)
    } else if (entry.isFile() || (entry.isSymbolicLink() && leadsToFile(source)))
      files.push([path, source])
  }
}

function leadsToFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}

function makeSources(files: readonly (readonly [path: string, source: string])[]): Sources {
  const places = new Map(files)
  return {
    files: files.map(([path, source]) => ({ path, size: sizeOf(source) })),
    read: (path) => {
      const source = places.get(path.replace(/^(?:\.\/)+/, ''))
      return source === undefined ? undefined : readText(source)
    },
  }
}

function sizeOf(source: string): number {
  try {
    return statSync(source).size
  } catch (error) {
    throw fileFailure(source, error)
  }
}

function readText(source: string): string {
  try {
    return readFileSync(source, 'utf8')
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error
    throw fileFailure(source, error)
  }
}
