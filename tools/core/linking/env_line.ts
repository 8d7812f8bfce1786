/** Options of `env` that have an operand (GNU coreutils, "env invocation"). */
const WITH_OPERAND = new Set(['-u', '--unset', '-C', '--chdir', '-a', '--argv0'])
/** Options of `env` that are complete in themselves and do not change where it looks. */
const ALONE =
  /^(?:-v|--debug|--(?:unset|chdir|argv0)=.*|--(?:default|ignore|block)-signal(?:=.*)?)$/
/** `-S`, and what may stand before it in the same word. */
const SPLIT = /^(?:-v?S|--split-string(?:=|[ \t]+))[ \t]*(.*)$/

/**
 * The program that `env` starts, by the rest of a `#!` line. Linux hands that over as one argument: without `-S`, all
 * of it is the name, spaces included. Undefined where nothing is started, and where it takes a shell or the container
 * to know: variables in the line, another PATH, an environment that is emptied.
 */
export function readEnvLine(argument: string | undefined): string | undefined {
  if (argument === undefined) return undefined
  if (!argument.startsWith('-')) return argument.includes('=') ? undefined : argument
  const words = SPLIT.exec(argument)?.[1]?.split(/[ \t]+/)
  return words === undefined ? undefined : firstProgram(words)
}

function firstProgram(words: readonly string[]): string | undefined {
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    if (/[\\'"$]/.test(word) || word.startsWith('PATH=')) return undefined
    if (word.includes('=') && !word.startsWith('-')) continue
    if (WITH_OPERAND.has(word)) at++
    else if (!word.startsWith('-')) return word === '' ? undefined : word
    else if (word !== '--' && !ALONE.test(word)) return undefined
  }
  return undefined
}
