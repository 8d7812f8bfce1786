import type { Mistakes } from '../document/mistakes.ts'
import type { Position } from '../document/node.ts'
import type { Connection } from './connection.ts'
import { readConnections } from './connection.ts'
import type { Entity, EntityKind } from './entity.ts'
import { readEntities } from './entity.ts'

/** A file with documents, read. */
export interface DocumentFile {
  /** Name for messages. */
  readonly file: string
  readonly text: string
}

/** The documents of several files. */
export interface Documents {
  readonly packagings: readonly Entity[]
  /** Undefined where nobody said which there are: no file was given for them, and none has one. */
  readonly connections: ReadonlyMap<string, Connection> | undefined
  /** Where the first file begins, for mistakes that concern no single document. */
  readonly start: Position
}

/**
 * Reads files that hold packagings, and files that hold connections; each may hold both.
 *
 * @param packagings files whose documents are packagings unless they say otherwise
 * @param connections files whose documents are connections unless they say otherwise
 */
export function readDocuments(
  packagings: readonly DocumentFile[],
  connections: readonly DocumentFile[],
  mistakes: Mistakes,
): Documents {
  const read = (files: readonly DocumentFile[], kind: EntityKind): readonly Entity[] =>
    files.flatMap((each) => readEntities({ ...each, kind }, mistakes))
  const entities = [...read(packagings, 'ModelPackaging'), ...read(connections, 'Connection')]
  const known = entities.filter(({ kind }) => kind === 'Connection')
  const file = packagings[0]?.file ?? connections[0]?.file ?? ''
  return {
    packagings: entities.filter(({ kind }) => kind === 'ModelPackaging'),
    connections:
      known.length === 0 && connections.length === 0 ? undefined : readConnections(known, mistakes),
    start: { file, line: 1, column: 1 },
  }
}
