import type { FuzzTarget } from './target.ts'
import { ARCHIVE_TARGETS } from './targets/archives.ts'
import { DOCUMENT_TARGETS } from './targets/documents.ts'
import { PACKAGE_TARGETS } from './targets/packages.ts'
import { TEXT_TARGETS } from './targets/texts.ts'

/** Every reader of rt that is given what others have written. */
export const TARGETS: readonly FuzzTarget[] = [
  ...TEXT_TARGETS,
  ...DOCUMENT_TARGETS,
  ...ARCHIVE_TARGETS,
  ...PACKAGE_TARGETS,
]
