import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import { encodeUtf8 } from '../utf8.ts'

/** A program that a wheel asks for: what is called when it is started. */
export interface EntryPoint {
  readonly name: string
  /** Dotted name of a module. */
  readonly module: string
  /** Dotted name of a function in it. */
  readonly attribute: string
}

const GROUPS = ['console_scripts', 'gui_scripts']
const NAME = /^[\w.-]+$/
const REFERENCE =
  /^([\p{ID_Start}_][\p{ID_Continue}.]*)\s*:\s*([\p{ID_Start}_][\p{ID_Continue}.]*)$/u

/**
 * Reads the programs of entry_points.txt (entry points specification); other groups are not for installers.
 *
 * @returns the programs, or a clause about one that cannot be made
 */
export function parseEntryPoints(text: string): Result<readonly EntryPoint[], string> {
  const points: EntryPoint[] = []
  let group = ''
  for (const line of text.split(/\r?\n/).map((each) => each.trim())) {
    if (line === '' || line.startsWith('#') || line.startsWith(';')) continue
    const section = /^\[(.*)\]$/.exec(line)
    if (section !== null) group = section[1]?.trim() ?? ''
    if (section !== null || !GROUPS.includes(group)) continue
    const point = parsePoint(line)
    if (point === undefined)
      return err(`its entry point "${shortened(line)}" names no function of a module`)
    points.push(point)
  }
  return ok(points)
}

function parsePoint(line: string): EntryPoint | undefined {
  const equals = line.indexOf('=')
  const name = line.slice(0, Math.max(0, equals)).trim()
  const [, module, attribute] = REFERENCE.exec(withoutExtras(line.slice(equals + 1).trim())) ?? []
  if (!NAME.test(name) || module === undefined || attribute === undefined) return undefined
  return { name, module, attribute }
}

/** Extras after a reference are for tools that install what a program needs. */
function withoutExtras(reference: string): string {
  const start = reference.endsWith(']') ? reference.indexOf('[') : -1
  return start < 0 ? reference : reference.slice(0, start).trimEnd()
}

const MAX_SHOWN = 100

function shortened(line: string): string {
  return line.length <= MAX_SHOWN ? line : `${line.slice(0, MAX_SHOWN)}...`
}

/**
 * The text of a program: it needs nothing but the interpreter, not even `env`.
 *
 * @param python absolute path of the interpreter
 */
export function scriptText({ module, attribute }: EntryPoint, python: string): string {
  const [imported = attribute] = attribute.split('.')
  return [
    startLine(python),
    '# -*- coding: utf-8 -*-',
    'import sys',
    `from ${module} import ${imported}`,
    'if __name__ == "__main__":',
    '    if sys.argv[0].endswith("-script.pyw"):',
    '        sys.argv[0] = sys.argv[0][:-11]',
    '    elif sys.argv[0].endswith(".exe"):',
    '        sys.argv[0] = sys.argv[0][:-4]',
    `    sys.exit(${attribute}())`,
    '',
  ].join('\n')
}

/** Bytes of the first line of a script of which Linux takes notice. */
const MAX_START = 255

/**
 * What names the interpreter of a script. Linux takes no path with spaces, and no long one: a local environment that is
 * in such a place is started by a shell, as pip does it. Environments of images are never there.
 *
 * @param options what the script has after its placeholder
 */
function startLine(python: string, options = ''): string {
  const line = `#!${python}${options}`
  if (!/\s/.test(python) && encodeUtf8(line).length < MAX_START) return line
  const quoted = python.replaceAll(/[\\"$`]/g, String.raw`\$&`)
  return `#!/bin/sh\n'''exec' "${quoted}"${options} "$0" "$@"\n' '''`
}

const PLACEHOLDER = /^#!pythonw?(?=[ \t\r\n]|$)([^\r\n]*)/

/** What a script of a wheel starts with where the installer is to name the interpreter. */
export const SCRIPT_PLACEHOLDER = '#!python'

/** A script of a wheel with its interpreter in place of the placeholder; undefined where it has none. */
export function withInterpreter(text: string, python: string): string | undefined {
  const [line, options = ''] = PLACEHOLDER.exec(text) ?? []
  return line === undefined ? undefined : startLine(python, options) + text.slice(line.length)
}
