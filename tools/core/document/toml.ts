import type { AST } from 'toml-eslint-parser'
import { ParseError, parseTOML } from 'toml-eslint-parser'
import type { Mistakes } from './mistakes.ts'
import type { DocumentNode, MapNode, Position } from './node.ts'

/** Characters of the largest document that is read. */
const MAX_LENGTH = 4 * 1024 * 1024

/**
 * Reads a file of TOML. Dates are texts, as to the documents that are read here.
 *
 * @returns undefined for a syntax error or a duplicate key; the mistakes say which
 */
export function parseToml(file: string, text: string, mistakes: Mistakes): MapNode | undefined {
  const start = { file, line: 1, column: 1 }
  if (text.length > MAX_LENGTH) {
    const accepted = `${MAX_LENGTH} or fewer`
    return mistakes.add(start, `too long: ${text.length} characters`, { accepted })
  }
  try {
    return new Reader(file).read(parseTOML(text.replace(/^\uFEFF/, ''), { tomlVersion: '1.0' }))
  } catch (error) {
    if (error instanceof ParseError) {
      const { lineNumber: line, column, message } = error
      return mistakes.add({ file, line, column: column + 1 }, message.replace(/\.$/, ''))
    }
    // The parser recurses; a text of opening brackets alone uses up the stack.
    if (!(error instanceof RangeError)) throw error
    return mistakes.add(start, 'nested too deeply')
  }
}

/** A table that other headers may add to. */
class OpenMap {
  readonly at: Position
  readonly entries = new Map<string, OpenEntry>()

  constructor(at: Position) {
    this.at = at
  }
}

/** Tables of `[[NAME]]` headers. */
class OpenList {
  readonly at: Position
  readonly items: OpenMap[] = []

  constructor(at: Position) {
    this.at = at
  }
}

type Open = OpenMap | OpenList | DocumentNode

interface OpenEntry {
  readonly keyAt: Position
  readonly value: Open
}

class Reader {
  readonly #file: string

  constructor(file: string) {
    this.#file = file
  }

  read({ body: [top] }: AST.TOMLProgram): MapNode {
    const root = new OpenMap({ file: this.#file, line: 1, column: 1 })
    for (const item of top.body) {
      if (item.type === 'TOMLKeyValue') this.#set(root, item)
      else {
        const table = this.#table(root, item)
        for (const pair of item.body) this.#set(table, pair)
      }
    }
    return closeMap(root)
  }

  /** The table of a header. */
  #table(root: OpenMap, { key, kind }: AST.TOMLTable): OpenMap {
    const [last, ...before] = key.keys.toReversed()
    const parent = this.#descend(root, before.toReversed())
    if (last === undefined) return parent
    if (kind === 'standard') return this.#descend(parent, [last])
    const at = this.#at(last)
    const name = nameOf(last)
    const known = parent.entries.get(name)?.value
    const list = known instanceof OpenList ? known : new OpenList(at)
    if (known === undefined) parent.entries.set(name, { keyAt: at, value: list })
    const item = new OpenMap(at)
    list.items.push(item)
    return item
  }

  /** Goes down by names; of a list of tables, the last one is meant. */
  #descend(from: OpenMap, keys: readonly (AST.TOMLBare | AST.TOMLQuoted)[]): OpenMap {
    let map = from
    for (const key of keys) {
      const name = nameOf(key)
      const known = map.entries.get(name)?.value
      const next = known instanceof OpenList ? known.items.at(-1) : known
      if (next instanceof OpenMap) map = next
      else {
        const keyAt = this.#at(key)
        const fresh = new OpenMap(keyAt)
        map.entries.set(name, { keyAt, value: fresh })
        map = fresh
      }
    }
    return map
  }

  #set(table: OpenMap, { key, value }: AST.TOMLKeyValue): void {
    const [last, ...before] = key.keys.toReversed()
    if (last === undefined) return
    const map = this.#descend(table, before.toReversed())
    map.entries.set(nameOf(last), { keyAt: this.#at(last), value: this.#value(value) })
  }

  #value(node: AST.TOMLContentNode): DocumentNode {
    const at = this.#at(node)
    if (node.type === 'TOMLArray') {
      return { kind: 'list', items: node.elements.map((item) => this.#value(item)), at }
    }
    if (node.type === 'TOMLInlineTable') {
      const map = new OpenMap(at)
      for (const pair of node.body) this.#set(map, pair)
      return closeMap(map)
    }
    switch (node.kind) {
      case 'string':
        return { kind: 'text', value: node.value, source: node.value, at }
      case 'boolean':
        return { kind: 'boolean', value: node.value, source: String(node.value), at }
      case 'integer':
      case 'float':
        return { kind: 'number', value: node.value, source: node.number, at }
      default:
        return { kind: 'text', value: node.datetime, source: node.datetime, at }
    }
  }

  #at({ loc: { start } }: AST.HasLocs): Position {
    return { file: this.#file, line: start.line, column: start.column + 1 }
  }
}

function nameOf(key: AST.TOMLBare | AST.TOMLQuoted): string {
  return key.type === 'TOMLBare' ? key.name : key.value
}

function closeMap({ at, entries }: OpenMap): MapNode {
  const closed = [...entries].map(([key, { keyAt, value }]) => ({
    ...{ key, keyAt },
    value: close(value),
  }))
  return { kind: 'map', entries: closed, at }
}

function close(open: Open): DocumentNode {
  if (open instanceof OpenMap) return closeMap(open)
  if (open instanceof OpenList)
    return { kind: 'list', items: open.items.map(closeMap), at: open.at }
  return open
}
