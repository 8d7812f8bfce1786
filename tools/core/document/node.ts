/** Where a value of a document starts. Lines and columns count from 1. */
export interface Position {
  /** The file, as people name it. */
  readonly file: string
  readonly line: number
  readonly column: number
}

/** One value of a YAML or JSON document, and where it stands. */
export type DocumentNode = NullNode | ScalarNode | ListNode | MapNode

/** No value: `null`, `~`, or nothing behind a key. */
export interface NullNode {
  readonly kind: 'null'
  readonly at: Position
}

/** A text, a number or a truth value. */
export type ScalarNode =
  | {
      readonly kind: 'text'
      readonly value: string
      /** The characters of the file, without quotes. */
      readonly source: string
      readonly at: Position
    }
  | {
      readonly kind: 'number'
      readonly value: number
      /** The characters of the file: `3.10` is the number 3.1. */
      readonly source: string
      readonly at: Position
    }
  | {
      readonly kind: 'boolean'
      readonly value: boolean
      readonly source: string
      readonly at: Position
    }

/** Values in order. */
export interface ListNode {
  readonly kind: 'list'
  readonly items: readonly DocumentNode[]
  readonly at: Position
}

/** Values by key, in the order of the file; no key stands twice. */
export interface MapNode {
  readonly kind: 'map'
  readonly entries: readonly MapEntry[]
  readonly at: Position
}

/** One key of a map, and its value. */
export interface MapEntry {
  readonly key: string
  readonly keyAt: Position
  readonly value: DocumentNode
}

/** The value of a key, or undefined where the map lacks it. */
export function valueOf(map: MapNode, key: string): DocumentNode | undefined {
  return map.entries.find((entry) => entry.key === key)?.value
}

/** `FILE:LINE:COLUMN`. */
export function formatPosition({ file, line, column }: Position): string {
  return `${file}:${line}:${column}`
}

/** What a value is, for messages: `a list`, `the text "x"`. */
export function nameNode(node: DocumentNode): string {
  switch (node.kind) {
    case 'null':
      return 'nothing'
    case 'list':
      return 'a list'
    case 'map':
      return 'a mapping'
    case 'text':
      return `the text ${JSON.stringify(node.value)}`
    case 'number':
      return `the number ${node.source}`
    case 'boolean':
      return `the truth value ${node.source}`
  }
}

/** The plain value: what `JSON.parse` would give for the same document. */
export function plainValue(node: DocumentNode): unknown {
  switch (node.kind) {
    case 'null':
      return null
    case 'list':
      return node.items.map(plainValue)
    case 'map':
      return Object.fromEntries(node.entries.map(({ key, value }) => [key, plainValue(value)]))
    default:
      return node.value
  }
}
