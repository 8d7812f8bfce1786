import type { Mistakes } from '../../document/mistakes.ts'
import type { Placed } from './scalar_text.ts'

/** `KEY=VALUE` or `KEY: VALUE`, with `export`, quotes and a comment, as BentoML's reader has it. */
const LINE =
  /^(?:export\s+)?([\w.]+)(?:\s*=\s*|:\s+?)('(?:\\'|[^'])*'|"(?:\\"|[^"])*"|[^#\n]+)?(?:\s*#.*)?$/
const VARIABLE = /(\\)?\$(\{?)(\w+)(\}?)/g

/**
 * Reads a file of variables, as `docker.env` may name one. A variable may use those above it; it cannot use those of
 * whoever builds.
 *
 * @param file what people call it
 */
export function parseDotenv(
  file: string,
  text: string,
  mistakes: Mistakes,
): ReadonlyMap<string, Placed<string>> {
  const found = new Map<string, Placed<string>>()
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (/^\s*(?:#.*)?$/.test(line)) continue
    const at = { file, line: index + 1, column: 1 }
    const [, key, raw = ''] = LINE.exec(line) ?? []
    // The text is not said: such files are where secrets are.
    if (key === undefined) mistakes.add(at, 'not a line of variables', { accepted: 'NAME=VALUE' })
    else if (found.has(key)) mistakes.add(at, `duplicate variable "${key}"`)
    else {
      const unknown: string[] = []
      const value = valueOf(raw.trim(), found, unknown)
      for (const name of unknown)
        mistakes.add(at, `"${key}" uses $${name}, which is not above it in the file`, {
          fix: `write the value, single quotes around what is meant as it is, or \\$${name}`,
        })
      found.set(key, { value, at })
    }
  }
  return found
}

function valueOf(
  raw: string,
  above: ReadonlyMap<string, Placed<string>>,
  unknown: string[],
): string {
  const [, quote, quoted] = /^(['"])(.*)\1$/s.exec(raw) ?? []
  const plain = quoted ?? raw
  if (quote === "'") return plain
  const unescaped = quote === '"' ? plain.replaceAll(/\\([^$])/g, '$1') : plain
  return unescaped.replaceAll(
    VARIABLE,
    (_, escaped: string | undefined, open: string, name: string, end: string) => {
      if (escaped !== undefined) return `$${open}${name}${end}`
      const known = above.get(name)
      if (known === undefined) unknown.push(name)
      return known?.value ?? ''
    },
  )
}
