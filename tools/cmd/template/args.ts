import { Command } from 'commander'
import { ExpectedFailure } from '../../core/failure.ts'
import type { CommandFactory } from '../command_factory.ts'
import type { TemplateRequest } from './run.ts'
import { expandTemplate } from './run.ts'
import { collect } from '../option_values.ts'

interface Options {
  readonly template?: string
  readonly line?: readonly string[]
  readonly out: string
  readonly substitution?: readonly string[]
  readonly stampSubstitution?: readonly string[]
  readonly stampFile?: readonly string[]
  readonly executable?: boolean
}

/** Defines `rt template`. */
export const templateCommand: CommandFactory = () =>
  new Command('template')
    .description('Replaces texts in a file; overlapping search texts resolve longest first')
    .option('--template <file>', 'the template')
    .option('--line <text>', 'a line of the template (repeatable), instead of a file', collect)
    .requiredOption('--out <file>', 'file to write')
    .option('--substitution <SEARCH<TAB>VALUE>', 'what to replace (repeatable)', collect)
    .option('--stamp-substitution <SEARCH<TAB>VALUE>', 'the same, with {{KEY}} in VALUE', collect)
    .option('--stamp-file <file>', 'workspace status file, stable first (repeatable)', collect)
    .option('--executable', 'make the file executable')
    .action((options: Options) => expandTemplate(requestOf(options)))

function requestOf(options: Options): TemplateRequest {
  const { template, line = [], out, stampFile = [], executable = false } = options
  return {
    source:
      template === undefined ? { kind: 'lines', lines: line } : { kind: 'file', path: template },
    out,
    substitutions: pairsOf('--substitution', options.substitution),
    stampSubstitutions: pairsOf('--stamp-substitution', options.stampSubstitution),
    stampFiles: stampFile,
    executable,
  }
}

/** Splits at the first tab: a value may have tabs, a search text may not. */
function pairsOf(option: string, words: readonly string[] = []): ReadonlyMap<string, string> {
  return new Map(
    words.map((word) => {
      const tab = word.indexOf('\t')
      if (tab > 0) return [word.slice(0, tab), word.slice(tab + 1)]
      throw tab === 0
        ? new ExpectedFailure({
            topic: 'template',
            reason: 'empty-search-text',
            value: word.slice(1),
          })
        : new ExpectedFailure({
            topic: 'argument',
            reason: 'invalid-value',
            option,
            value: word,
            accepted: 'SEARCH<TAB>VALUE',
          })
    }),
  )
}
