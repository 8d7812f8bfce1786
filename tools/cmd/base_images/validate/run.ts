import type { MatrixImage } from '../../../core/base_images/matrix.ts'
import { renderTable } from '../../../core/table.ts'
import type { Shell } from '../../../node/shell.ts'
import type { MatrixRequest } from '../../matrix_request.ts'
import { readMatrix } from '../../matrix_request.ts'

/** Checks a manifest and lists its images. */
export function validateManifest(request: MatrixRequest, shell: Shell): void {
  const { matrix } = readMatrix(request, shell)
  shell.stdout.write(`${table(matrix.images)}\n`)
}

function table(images: readonly MatrixImage[]): string {
  const columns = ['tag', 'python from', 'platforms'] as const
  return renderTable(
    columns.map((title) => ({ title, align: 'left' })),
    images.map((image) => [image.tag, sourceOf(image), image.platforms.join(', ')]),
  )
}

function sourceOf({ source, python }: MatrixImage): string {
  switch (source.kind) {
    case 'packages':
      return `packages of ${source.suite}`
    case 'image':
      return source.references.get(python) ?? ''
    case 'unsaid':
      return '-'
  }
}
