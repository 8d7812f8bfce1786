import { query } from 'jsonpath-rfc9535'
import { stringify } from 'yaml'
import type { Integration } from '../../../core/packager/integrations.ts'
import { findIntegration, INTEGRATIONS } from '../../../core/packager/integrations.ts'
import { integrationDocument } from '../../../core/packager/integration_document.ts'
import { renderTable } from '../../../core/table.ts'
import type { Shell } from '../../../node/shell.ts'
import { invalidValue } from '../../option_values.ts'

/** How packagers are shown. */
export type IntegrationsFormat = 'json' | 'table' | 'yaml' | { readonly jsonpath: string }

/** What `rt pack integrations` is asked to do. */
export interface IntegrationsRequest {
  /** Undefined shows all. */
  readonly id: string | undefined
  readonly format: IntegrationsFormat
}

/**
 * Prints packagers.
 *
 * @throws ExpectedFailure when there is none of that name, or the expression is none
 */
export function showIntegrations({ id, format }: IntegrationsRequest, shell: Shell): void {
  const chosen = id === undefined ? INTEGRATIONS : [chooseIntegration(id)]
  shell.stdout.write(`${render(chosen, format)}\n`)
}

function chooseIntegration(id: string): Integration {
  const integration = findIntegration(id)
  if (integration !== undefined) return integration
  throw invalidValue('ID', id, INTEGRATIONS.map((each) => each.id).join(', '))
}

function render(integrations: readonly Integration[], format: IntegrationsFormat): string {
  const documents = integrations.map(integrationDocument)
  if (format === 'table') return renderTables(integrations)
  if (format === 'json') return JSON.stringify(documents, undefined, 2)
  if (format === 'yaml') return stringify(documents).trimEnd()
  return find(documents, format.jsonpath)
}

/** Values that an expression finds, one a line; texts as they are. The `$` before it may be left out. */
function find(documents: unknown, expression: string): string {
  const path = expression.startsWith('$')
    ? expression
    : `$${/^[[.]/.test(expression) ? '' : '.'}${expression}`
  try {
    const values = query(JSON.parse(JSON.stringify(documents)) as Parameters<typeof query>[0], path)
    return values
      .map((value) => (typeof value === 'string' ? value : JSON.stringify(value)))
      .join('\n')
  } catch {
    throw invalidValue('--output', `jsonpath=${expression}`, 'an expression of RFC 9535')
  }
}

function renderTables(integrations: readonly Integration[]): string {
  return integrations.map(renderIntegration).join('\n\n')
}

function renderIntegration({ id, arguments: specs, targets, results }: Integration): string {
  const texts = (...titles: readonly string[]): Parameters<typeof renderTable>[0] =>
    titles.map((title) => ({ title, align: 'left' }))
  const tables = [
    renderTable(
      texts('argument', 'type', 'default', 'description'),
      specs.map((spec) => [spec.name, spec.type, String(spec.default), spec.description]),
    ),
    renderTable(
      texts('target', 'required', 'connections'),
      targets.map((target) => [
        target.name,
        target.required ? 'yes' : 'no',
        target.connectionTypes.join(', '),
      ]),
    ),
    renderTable(
      texts('result', 'description'),
      results.map((result) => [result.name, result.description]),
    ),
  ]
  return [id, ...tables.map(indent)].join('\n')
}

function indent(table: string): string {
  return table
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n')
}
