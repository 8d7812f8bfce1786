import type { Alias, Document, ParsedNode } from 'yaml'
import { isAlias, isMap, isPair, isScalar, isSeq, LineCounter, parseAllDocuments } from 'yaml'
import type { Mistakes } from './mistakes.ts'
import type { DocumentNode, MapEntry, Position, ScalarNode } from './node.ts'

/** Bytes of the largest document that is read; what people write by hand has a few thousand. */
const MAX_LENGTH = 4 * 1024 * 1024
/** Values that one document may have once aliases are followed, and how deep they may be nested. */
const MAX_NODES = 100_000
const MAX_DEPTH = 100
const TOO_DEEP = 'nested too deeply'

/**
 * Reads a file of YAML 1.1, as PyYAML and Go's readers do, or of JSON: `yes` is a truth value, `<<` merges,
 * and `3.10` is the number 3.1, of which the source is kept. Documents that are empty are left out.
 *
 * What is wrong is noted in the mistakes: a syntax error, a duplicate key, an unknown tag, an alias that leads
 * nowhere. What is returned then is not whole.
 */
export function parseYaml(file: string, text: string, mistakes: Mistakes): readonly DocumentNode[] {
  const start: Position = { file, line: 1, column: 1 }
  if (text.length > MAX_LENGTH) {
    mistakes.add(start, `too long: ${text.length} characters`, {
      accepted: `${MAX_LENGTH} or fewer`,
    })
    return []
  }
  const lines = new LineCounter()
  try {
    const documents = parseAllDocuments(text.replace(/^\uFEFF/, ''), {
      version: '1.1',
      merge: true,
      // Noted by the reader, which goes on and finds what else is wrong.
      uniqueKeys: false,
      lineCounter: lines,
      prettyErrors: false,
      keepSourceTokens: false,
    })
    if (!Array.isArray(documents)) return []
    return documents.flatMap((document) => new Reader(file, lines, mistakes).read(document))
  } catch (error) {
    // The parser recurses; a text of opening brackets alone uses up the stack.
    if (!(error instanceof RangeError)) throw error
    mistakes.add(start, TOO_DEEP, { accepted: `${MAX_DEPTH} levels or fewer` })
    return []
  }
}

class TooMuch extends Error {}

class Reader {
  readonly #file: string
  readonly #lines: LineCounter
  readonly #mistakes: Mistakes
  #nodes = 0
  #document: Document.Parsed | undefined

  constructor(file: string, lines: LineCounter, mistakes: Mistakes) {
    this.#file = file
    this.#lines = lines
    this.#mistakes = mistakes
  }

  /** One value, or none for a document that is empty or has mistakes. */
  read(document: Document.Parsed): readonly DocumentNode[] {
    const problems = [...document.errors, ...document.warnings]
    for (const { pos, message } of problems) {
      this.#mistakes.add(this.#at(pos[0]), firstLine(message))
    }
    if (problems.length > 0 || document.contents === null) return []
    this.#document = document
    const start = this.#at(document.contents.range[0])
    if (isScalar(document.contents) && document.contents.value === null) return []
    try {
      const node = this.#node(document.contents, start, 0)
      return node === undefined ? [] : [node]
    } catch (error) {
      if (!(error instanceof TooMuch)) throw error
      this.#mistakes.add(start, error.message)
      return []
    }
  }

  #at(offset: number): Position {
    const { line, col } = this.#lines.linePos(offset)
    return { file: this.#file, line: Math.max(line, 1), column: Math.max(col, 1) }
  }

  #node(node: ParsedNode | null, parent: Position, depth: number): DocumentNode | undefined {
    this.#nodes += 1
    if (this.#nodes > MAX_NODES)
      throw new TooMuch(`more than ${MAX_NODES} values, once aliases are followed`)
    if (depth > MAX_DEPTH) throw new TooMuch(`${TOO_DEEP}: more than ${MAX_DEPTH} levels`)
    if (node === null) return { kind: 'null', at: parent }
    const at = this.#at(node.range[0])
    if (isAlias(node)) return this.#alias(node, at, depth)
    if (isSeq(node)) {
      const items = node.items.flatMap((item) => this.#node(item, at, depth + 1) ?? [])
      return { kind: 'list', items, at }
    }
    if (isMap(node)) return { kind: 'map', entries: this.#entries(node.items, depth), at }
    return this.#scalar(node.value, node.source, at)
  }

  #alias(alias: Alias.Parsed, at: Position, depth: number): DocumentNode | undefined {
    const target = this.#document === undefined ? undefined : alias.resolve(this.#document)
    if (target !== undefined) return this.#node(target as ParsedNode, at, depth + 1)
    return this.#mistakes.add(at, `unknown anchor "${alias.source}"`)
  }

  #entries(pairs: readonly unknown[], depth: number): readonly MapEntry[] {
    const own = new Map<string, MapEntry>()
    const merged = new Map<string, MapEntry>()
    for (const pair of pairs) {
      if (!isPair<ParsedNode, ParsedNode | null>(pair)) continue
      const keyAt = this.#at(pair.key.range[0])
      const value = this.#node(pair.value, keyAt, depth + 1)
      if (value === undefined) continue
      if (isScalar(pair.key) && pair.key.source === '<<' && pair.key.type === 'PLAIN') {
        this.#merge(value, merged)
      } else if (isScalar(pair.key)) {
        const key = typeof pair.key.value === 'string' ? pair.key.value : pair.key.source
        // Readers of YAML see `1` and `"1"` as two keys; documents that people write mean one.
        if (own.has(key)) this.#mistakes.add(keyAt, `duplicate key "${key}"`)
        else own.set(key, { key, keyAt, value })
      } else this.#mistakes.add(keyAt, 'a key must be a text')
    }
    for (const [key, entry] of merged) if (!own.has(key)) own.set(key, entry)
    return [...own.values()]
  }

  /** Of several maps that are merged, the first that has a key counts. */
  #merge(value: DocumentNode, merged: Map<string, MapEntry>): void {
    const maps = value.kind === 'list' ? value.items : [value]
    for (const map of maps) {
      if (map.kind !== 'map') this.#mistakes.add(map.at, '"<<" merges mappings only')
      else
        for (const entry of map.entries) {
          if (!merged.has(entry.key)) merged.set(entry.key, entry)
        }
    }
  }

  #scalar(value: unknown, source: string, at: Position): ScalarNode | DocumentNode {
    switch (typeof value) {
      case 'string':
        return { kind: 'text', value, source, at }
      case 'boolean':
        return { kind: 'boolean', value, source, at }
      case 'number':
      case 'bigint':
        return { kind: 'number', value: Number(value), source, at }
      default:
        // Dates, and what else YAML 1.1 has types for, are texts to the documents that are read here.
        return value === null || value === undefined
          ? { kind: 'null', at }
          : { kind: 'text', value: source, source, at }
    }
  }
}

function firstLine(message: string): string {
  // Not every recursion of the parser throws; some note what the engine says.
  if (/stack overflow|call stack/i.test(message)) return TOO_DEEP
  const [line = ''] = message.split('\n')
  return line.replace(/[.:]$/, '')
}
