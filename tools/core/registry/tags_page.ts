import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import { isTag } from '../reference.ts'

/**
 * Reads one page of the tags of a repository (distribution-spec, "Listing Tags").
 *
 * @returns the tags as they come, or a clause that says why they cannot be read
 */
export function parseTagsPage(text: string): Result<readonly string[], string> {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    return err('it is not JSON')
  }
  if (typeof document !== 'object' || document === null || !('tags' in document))
    return err('it has no "tags"')
  // Some registries say null of a repository whose tags were all deleted.
  const tags: unknown = document.tags ?? []
  if (!Array.isArray(tags)) return err('its "tags" is not a list')
  return tags.every(isTagText) ? ok(tags) : err('its "tags" has something that is not a tag')
}

function isTagText(value: unknown): value is string {
  return typeof value === 'string' && isTag(value)
}

/** The target of the link with `rel="next"` of a `Link` header (RFC 8288); undefined where there is none. */
export function nextLink(header: string): string | undefined {
  for (const [, target, parameters = ''] of header.matchAll(/<([^<>]*)>((?:[^,"]|"[^"]*")*)/g)) {
    const relation = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))/i.exec(parameters)
    const words = (relation?.[1] ?? relation?.[2] ?? '').toLowerCase().split(/\s+/)
    if (words.includes('next')) return target
  }
  return undefined
}
