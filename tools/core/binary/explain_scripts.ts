import type { Explanation } from '../explanation.ts'
import { listed, quoted } from '../explanation.ts'
import type { MissingInterpreter } from '../linking/scripts.ts'
import type { MissingInterpreters } from './failure.ts'

/** Explains scripts whose interpreters an image lacks. */
export function explainScripts({ missing }: MissingInterpreters): Explanation {
  return {
    message: `Cannot find the interpreter of a script in the image:${listed(missing.map(describeOne))}`,
    accepted: 'a "#!" line that names a program in the image, by its path or by "env" and a name',
    fix: `${[...new Set(missing.map(remedyFor))].join('; ')}; check_scripts = False turns the check off`,
  }
}

function describeOne(missing: MissingInterpreter): string {
  const { script, line, name, searched, target, elsewhere } = missing
  const begins = `${quoted(script)} begins with ${quoted(visible(line))}`
  const [first] = elsewhere
  return [
    searched === undefined
      ? begins
      : `${begins}, and no directory of PATH (${searched}) has ${quoted(visible(name))}`,
    ...(target === undefined ? [] : [`that is a link to ${quoted(target)}, which is not there`]),
    ...(first === undefined ? [] : [`there is ${quoted(first)}`]),
  ].join('; ')
}

function remedyFor({ line, name, searched }: MissingInterpreter): string {
  if (name.endsWith('\r')) return 'end the lines of the script with LF alone, not CR LF'
  if (searched !== undefined && /[ \t]/.test(name))
    return `write ${quoted(line.replace(/[ \t]/, ' -S '))}: Linux passes everything after env as one name`
  const what = searched === undefined ? quoted(name) : `a program ${quoted(name)}`
  return `add what has ${what} to base or tars, or name a program of the image in the first line of the script`
}

/** A carriage return, which terminals do not show, as people write it. */
function visible(text: string): string {
  return text.replaceAll('\r', '\\r')
}
