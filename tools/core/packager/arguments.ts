import type { Mistakes } from '../document/mistakes.ts'
import type { DocumentNode } from '../document/node.ts'
import { nameNode } from '../document/node.ts'
import type { ArgumentSpec, Integration } from './integrations.ts'

/** Values of all arguments of a packager: those of the document, otherwise the defaults. */
export type ArgumentValues = Readonly<Record<string, string | number>>

/**
 * Reads `spec.arguments` against the packager's schema. Types are strict: `"5000"` is not an integer, `5000.0` is.
 *
 * @param node undefined or null where the document has none
 */
export function readArguments(
  node: DocumentNode | undefined,
  integration: Integration,
  mistakes: Mistakes,
): ArgumentValues {
  const values = Object.fromEntries(
    integration.arguments.map((spec) => [spec.name, spec.default] as const),
  )
  if (node === undefined || node.kind === 'null') return values
  if (node.kind !== 'map') {
    mistakes.add(node.at, `arguments must be a mapping, not ${nameNode(node)}`)
    return values
  }
  for (const { key, keyAt, value } of node.entries) {
    const spec = integration.arguments.find(({ name }) => name === key)
    if (spec === undefined) {
      const problem = `(root): Additional property ${key} is not allowed`
      mistakes.add(keyAt, failed(problem), {
        accepted: integration.arguments.map(({ name }) => name).join(', '),
      })
      continue
    }
    const read = readArgument(value, spec)
    if (read !== undefined) values[key] = read
    else {
      const given = schemaType(value)
      mistakes.add(
        value.at,
        failed(`${key}: Invalid type. Expected: ${spec.type}, given: ${given}`),
      )
    }
  }
  return values
}

function failed(problem: string): string {
  return `argument validation is failed: [${problem}]`
}

function readArgument(node: DocumentNode, { type }: ArgumentSpec): string | number | undefined {
  if (type === 'string') return node.kind === 'text' ? node.value : undefined
  return node.kind === 'number' && Number.isInteger(node.value) ? node.value : undefined
}

/** The type of a value in the terms of JSON schema. */
function schemaType(node: DocumentNode): string {
  switch (node.kind) {
    case 'text':
      return 'string'
    case 'number':
      return Number.isInteger(node.value) ? 'integer' : 'number'
    case 'list':
      return 'array'
    case 'map':
      return 'object'
    default:
      return node.kind
  }
}
