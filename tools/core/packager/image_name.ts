import nunjucks from 'nunjucks'
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import { installJinja } from './jinja.ts'

/** What a template of an image name may use. */
export interface NameValues {
  readonly Name: string
  readonly Version: string
  readonly RandomUUID: string
}

/**
 * Renders the name of an image and puts it into lower case, as ODAHU's packagers do. A template is Jinja; names
 * that it does not know are an error, where theirs are empty.
 *
 * @returns the name, or what is wrong with the template
 */
export function renderImageName(template: string, values: NameValues): Result<string, string> {
  installJinja()
  const environment = new nunjucks.Environment(null, { autoescape: false, throwOnUndefined: true })
  try {
    const rendered = environment.renderString(template.replace(/\n$/, ''), { ...values })
    return ok(rendered.toLowerCase())
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return err(problemOf(error))
  }
}

/** What nunjucks says last, which is what is wrong. */
function problemOf({ message }: Error): string {
  const last = message.trim().split('\n').at(-1) ?? message
  const problem = last.trim().replace(/^(?:Template render error|Error): /, '')
  return problem.includes('null or undefined value') ? 'it uses a name that is not known' : problem
}
