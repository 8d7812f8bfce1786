import type { ModuleInfo, Parameter, Symbol } from './module_info.ts'

const HEADING: Readonly<Record<Symbol['kind'], string>> = {
  function: 'Argument',
  rule: 'Attribute',
  extension: 'Attribute',
  'tag class': 'Attribute',
  provider: 'Field',
}

/** Writes the reference page of a .bzl file. */
export function formatModule({ file, doc, symbols }: ModuleInfo): string {
  const label = file.replace(/^@+[^/]*\/\//, '//')
  const name = label.replace('//', '').replace(':', '/')
  return [
    '<!-- Generated from the Starlark sources: tools/dev/bazel run //docs/rules:update -->',
    `# ${name}`,
    unindent(doc),
    codeBlock(`load(${[`@rt${label}`, ...loadable(symbols)].map(quoted).join(', ')})`),
    ...symbols.map(formatSymbol),
  ]
    .map((block) => `${block}\n`)
    .join('\n')
}

/** The names that a load line has; tag classes are reached through their extension. */
function loadable(symbols: readonly Symbol[]): readonly string[] {
  return symbols.filter(({ kind }) => kind !== 'tag class').map(({ name }) => name)
}

function formatSymbol({ kind, name, doc, parameters }: Symbol): string {
  return [
    `## ${name}`,
    ...(kind === 'provider' || kind === 'extension' ? [] : [signature(name, parameters)]),
    unindent(doc),
    ...(parameters.length === 0 ? [] : [table(HEADING[kind], parameters)]),
  ].join('\n\n')
}

/** `name(mandatory, optional = default)`, as a code block. */
function signature(name: string, parameters: readonly Parameter[]): string {
  const words = parameters.map((parameter) =>
    parameter.defaultValue === ''
      ? parameter.name
      : `${parameter.name} = ${parameter.defaultValue}`,
  )
  const short = `${name}(${words.join(', ')})`
  return codeBlock(
    short.length <= 100 ? short : `${name}(\n${words.map((word) => `    ${word},\n`).join('')})`,
  )
}

function table(heading: string, parameters: readonly Parameter[]): string {
  const rows = parameters.map(
    ({ name, doc, mandatory }) => `| \`${name}\` | ${cell(doc)}${mandatory ? ' Mandatory.' : ''} |`,
  )
  return [`| ${heading} | Meaning |`, '| --- | --- |', ...rows].join('\n')
}

/** Text for a cell of a table: one line, bars escaped. */
function cell(text: string): string {
  return unindent(text)
    .replaceAll(/\s*\n\s*/g, ' ')
    .replaceAll('|', '\\|')
}

/** Drops the indentation that a docstring has because of the code around it. */
function unindent(text: string): string {
  const [first = '', ...rest] = text.trim().split('\n')
  const indents = rest.filter((line) => line.trim() !== '').map((line) => line.search(/\S/))
  const indent = Math.min(...indents, Infinity)
  return [first, ...rest.map((line) => line.slice(Math.min(indent, line.length)))].join('\n')
}

function codeBlock(code: string): string {
  return `\`\`\`python\n${code}\n\`\`\``
}

function quoted(text: string): string {
  return `"${text}"`
}
