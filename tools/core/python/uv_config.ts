import { parse } from 'smol-toml'
import { decodeJson } from '../json/cursor.ts'
import type { IndexAccess } from './index_access.ts'
import { withNamedLogin } from './index_access.ts'

type Env = Readonly<Record<string, string | undefined>>

/** What a uv.toml says of how indexes are reached; nothing where it cannot be read, which uv itself tells. */
export function parseUvConfig(text: string, env: Env): Pick<IndexAccess, 'indexes' | 'unverified'> {
  let document: unknown
  try {
    document = parse(text)
  } catch {
    return { indexes: [], unverified: [] }
  }
  const read = decodeJson(document, (root) => {
    const list = (name: string): readonly string[] =>
      root.optional(name)?.list((item) => item.string()) ?? []
    const named = root.optional('index')?.list((item) => {
      const name = item.optional('name')?.string()
      const url = item.field('url').string()
      return name === undefined ? url : withNamedLogin(url, name, env)
    })
    const first = root.optional('index-url')?.string()
    return {
      indexes: [
        ...(named ?? []),
        ...(first === undefined ? [] : [first]),
        ...list('extra-index-url'),
      ],
      unverified: list('allow-insecure-host'),
    }
  })
  return read.ok ? read.value : { indexes: [], unverified: [] }
}
