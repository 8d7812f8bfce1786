import { ExpectedFailure } from '../../core/failure.ts'
import { formatRepository } from '../../core/reference.ts'
import { nextLink, parseTagsPage } from '../../core/registry/tags_page.ts'
import { resolveLocation } from './http/redirect.ts'
import type { RepositoryClient } from './repository.ts'
import type { ReadResponse } from './session.ts'

/** More than any registry puts on a page. */
const MAX_PAGE_BYTES = 16 * 1024 * 1024

/** So that a registry cannot keep rt busy for ever: ten million tags at a thousand a page. */
const MAX_PAGES = 10_000

/** How many tags to ask for at once; registries may give fewer. */
const PAGE = 1000

/**
 * Lists the tags of a repository, page by page, in the registry's order.
 *
 * @throws ExpectedFailure when there is no such repository, or the registry's answer cannot be read
 */
export async function listTags(client: RepositoryClient): Promise<readonly string[]> {
  const tags = new Set<string>()
  const seen = new Set<string>()
  let to: string | URL = `/v2/${client.registry.repository.name}/tags/list?n=${PAGE}`
  for (;;) {
    const answer = await readPage(client, to)
    for (const tag of tagsOf(client, answer)) tags.add(tag)
    const next = nextPage(client, answer)
    if (next === undefined) return [...tags]
    if (seen.has(next.href) || seen.size >= MAX_PAGES)
      throw unreadable(client, 'its pages do not come to an end')
    seen.add(next.href)
    to = next
  }
}

async function readPage(client: RepositoryClient, to: string | URL): Promise<ReadResponse> {
  const what = whatOf(client)
  const call = { method: 'GET', to, what, scopes: client.pullScopes, accept: [200, 404] } as const
  const answer = await client.registry.sendAndRead(call, MAX_PAGE_BYTES)
  if (answer.response.status !== 404) return answer
  const reference = formatRepository(client.registry.repository)
  throw new ExpectedFailure({ topic: 'registry', reason: 'not-found', reference })
}

function tagsOf(client: RepositoryClient, { bytes }: ReadResponse): readonly string[] {
  if (bytes === undefined) {
    const [what, limit] = [whatOf(client), MAX_PAGE_BYTES]
    throw new ExpectedFailure({ topic: 'registry', reason: 'too-large', what, limit })
  }
  const page = parseTagsPage(new TextDecoder().decode(bytes))
  if (!page.ok) throw unreadable(client, page.failure)
  return page.value
}

/** Only the registry itself is asked for more: an address elsewhere is none of its pages. */
function nextPage(client: RepositoryClient, { response }: ReadResponse): URL | undefined {
  const target = nextLink(response.header('link') ?? '')
  if (target === undefined) return undefined
  const url = resolveLocation(target, response.url, whatOf(client))
  if (url.origin !== response.url.origin)
    throw unreadable(client, `its next page is on another server, "${url.host}"`)
  return url
}

function whatOf(client: RepositoryClient): string {
  return `list the tags of "${formatRepository(client.registry.repository)}"`
}

function unreadable(client: RepositoryClient, problem: string): ExpectedFailure {
  const repository = formatRepository(client.registry.repository)
  return new ExpectedFailure({ topic: 'registry', reason: 'unreadable-tags', repository, problem })
}
