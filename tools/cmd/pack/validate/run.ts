import { resolve } from 'node:path'
import { Mistakes } from '../../../core/document/mistakes.ts'
import { checkTemplate } from '../../../core/packager/check_template.ts'
import { choosePackaging } from '../../../core/packager/choose.ts'
import type { DocumentFile } from '../../../core/packager/documents.ts'
import { readDocuments } from '../../../core/packager/documents.ts'
import type { Packaging } from '../../../core/packager/packaging.ts'
import { readPackaging } from '../../../core/packager/packaging.ts'
import { renderTable } from '../../../core/table.ts'
import { readTextFile } from '../../../node/layer/text_file.ts'
import type { Shell } from '../../../node/shell.ts'
import { warn } from '../../document_warnings.ts'

/** What `rt pack validate` is asked to do. */
export interface ValidateRequest {
  /** Files whose documents are packagings unless they say otherwise. */
  readonly files: readonly string[]
  /** Files whose documents are connections unless they say otherwise. */
  readonly connections: readonly string[]
}

/**
 * Checks all documents of files and lists the packagings.
 *
 */
export function validateDocuments(request: ValidateRequest, shell: Shell): void {
  const mistakes = new Mistakes()
  const read = (files: readonly string[]): readonly DocumentFile[] =>
    files.map((file) => ({ file, text: readTextFile(resolve(shell.workingDirectory, file)) }))
  const documents = readDocuments(read(request.files), read(request.connections), mistakes)
  const { connections, start } = documents
  const packagings = documents.packagings.flatMap(
    (entity) => readPackaging(entity, { connections }, mistakes) ?? [],
  )
  for (const packaging of packagings) checkTemplate(packaging, mistakes)
  if (documents.packagings.length === 0 && connections === undefined)
    choosePackaging([], undefined, start, mistakes)
  for (const id of repeated(documents.packagings.map((each) => each.id)))
    choosePackaging(documents.packagings, id, start, mistakes)
  warn(shell, mistakes)
  mistakes.throwIfAny()
  if (packagings.length > 0) shell.stdout.write(`${table(packagings)}\n`)
}

function repeated(ids: readonly (string | undefined)[]): ReadonlySet<string> {
  const known = ids.flatMap((id) => id ?? [])
  return new Set(known.filter((id, index) => known.indexOf(id) !== index))
}

function table(packagings: readonly Packaging[]): string {
  return renderTable(
    [
      { title: 'id', align: 'left' },
      { title: 'packager', align: 'left' },
      { title: 'artifact', align: 'left' },
      { title: 'image name', align: 'left' },
    ],
    packagings.map(({ id, integration, artifactName, arguments: values }) => [
      id,
      integration.id,
      artifactName,
      String(values['imageName'] ?? ''),
    ]),
  )
}
