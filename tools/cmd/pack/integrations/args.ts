import { Command } from 'commander'
import { invalidValue } from '../../option_values.ts'
import type { CommandFactory } from '../../command_factory.ts'
import type { IntegrationsFormat } from './run.ts'
import { showIntegrations } from './run.ts'

const JSONPATH = 'jsonpath='

const EXAMPLES = `
Examples:
  rt pack integrations
  rt pack integrations docker-rest -o yaml
  rt pack integrations -o "jsonpath=[*].id"`

/** Defines `rt pack integrations`. */
export const integrationsCommand: CommandFactory = (shell) =>
  new Command('integrations')
    .description('Shows the packagers with their arguments, targets and results')
    .argument('[id]', 'one packager, such as docker-rest')
    .option('-o, --output <format>', 'table, json, yaml or jsonpath=EXPRESSION', 'table')
    .addHelpText('after', EXAMPLES)
    .action((id: string | undefined, { output }: { readonly output: string }) => {
      showIntegrations({ id, format: readFormat(output) }, shell)
    })

function readFormat(output: string): IntegrationsFormat {
  if (output.startsWith(JSONPATH)) return { jsonpath: output.slice(JSONPATH.length) }
  const format = (['table', 'json', 'yaml'] as const).find((each) => each === output)
  if (format === undefined)
    throw invalidValue('--output', output, 'table, json, yaml, jsonpath=EXPRESSION')
  return format
}
