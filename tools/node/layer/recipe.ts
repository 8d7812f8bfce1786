import type { TarPart } from '../../core/layer/tar_parts.ts'
import type { Part } from '../../core/layer_set.ts'

/** The recipe of a tar: its parts with files by key, and neighbours of one kind joined. */
export function recipeOf(
  parts: readonly TarPart[],
  keyOf: (source: string) => string,
): readonly Part[] {
  const recipe: Part[] = []
  let literals: Uint8Array[] = []
  let zeros = 0
  const flush = (): void => {
    if (literals.length > 0)
      recipe.push({ kind: 'literal', base64: Buffer.concat(literals).toString('base64') })
    if (zeros > 0) recipe.push({ kind: 'zeros', size: zeros })
    literals = []
    zeros = 0
  }
  for (const part of parts) {
    if (part.kind === 'zeros') {
      zeros += part.size
      continue
    }
    if (part.kind === 'file' || zeros > 0) flush()
    if (part.kind === 'bytes') literals.push(part.bytes)
    else recipe.push({ kind: 'file', file: keyOf(part.source), size: part.size })
  }
  flush()
  return recipe
}
