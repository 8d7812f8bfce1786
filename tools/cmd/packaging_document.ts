import { Mistakes } from '../core/document/mistakes.ts'
import { checkBase } from '../core/packager/base.ts'
import { checkTemplate } from '../core/packager/check_template.ts'
import { choosePackaging } from '../core/packager/choose.ts'
import { readDocuments } from '../core/packager/documents.ts'
import type { IntegrationId } from '../core/packager/integrations.ts'
import type { Packaging } from '../core/packager/packaging.ts'
import { readPackaging } from '../core/packager/packaging.ts'
import { refuseSecrets } from '../core/packager/secrets.ts'
import { readTextFile } from '../node/layer/text_file.ts'
import type { Shell } from '../node/shell.ts'
import { warn } from './document_warnings.ts'

/** Which document a build reads, and what it must agree with. */
export interface DocumentRequest {
  readonly integration: IntegrationId
  /** Files of documents. */
  readonly packaging: readonly string[]
  /** The packaging that is meant; undefined where there is one. */
  readonly id?: string
  /** Label of the base of the image; undefined without. */
  readonly base?: string
  /** Where the base was pulled from; undefined where nobody has pulled it. */
  readonly baseReference?: string
  /** Whether the base stands in place of the one that the document names. */
  readonly minimal?: boolean
}

/**
 * Reads the document of a packaging.
 *
 * @throws ExpectedFailure with all mistakes in it
 */
export function readPackagingDocument(
  { packaging: files, id, integration, base, baseReference, minimal = false }: DocumentRequest,
  shell: Shell,
): Packaging {
  const mistakes = new Mistakes()
  const texts = files.map((file) => ({ file, text: readTextFile(file) }))
  const { packagings, connections, start } = readDocuments(texts, [], mistakes)
  refuseSecrets(connections, mistakes)
  const entity = choosePackaging(packagings, id, start, mistakes)
  // Which connections there are is known when packing.
  const context = { connections: undefined, integration }
  const packaging = entity === undefined ? undefined : readPackaging(entity, context, mistakes)
  if (packaging !== undefined) {
    checkTemplate(packaging, mistakes)
    const given = base === undefined ? undefined : { label: base, reference: baseReference }
    checkBase(packaging, { base: given, minimal }, mistakes)
  }
  warn(shell, mistakes)
  mistakes.throwIfAny()
  if (packaging === undefined) throw new Error('a document without mistakes has no packaging')
  return packaging
}
