import { decodeUtf8 } from '../utf8.ts'
import type { ByteWindows } from './byte_window.ts'
import type { LayerScript } from './layer_binaries.ts'

/** As much of a script as Linux reads to find its interpreter (include/uapi/linux/binfmts.h, BINPRM_BUF_SIZE). */
export const SCRIPT_LINE_SIZE = 256

/** Tells by its first bytes, two are enough, whether a file may be a script that names its interpreter. */
export function mayBeScript(start: Uint8Array): boolean {
  return start[0] === 0x23 && start[1] === 0x21
}

/** Tells whether anybody may execute a file of these permission bits. */
export function isExecutable(mode: number): boolean {
  return (mode & 0o111) !== 0
}

/** What the kernel takes for the ends of words. */
const LINE = /^#![ \t]*([^ \t\0\n]+)(?:[ \t]+([^\0\n]*))?/

/**
 * Reads the first line of a script as Linux does (fs/binfmt_script.c): the interpreter, and all else as one argument.
 * Undefined for other files, and for a line that the kernel would refuse: it names nothing, or does not end in time.
 */
export function describeScript(path: string, file: ByteWindows): LayerScript | undefined {
  const start = file.read(0, SCRIPT_LINE_SIZE)
  if (!mayBeScript(start)) return undefined
  const newline = start.indexOf(0x0a)
  const line = textOf(newline < 0 ? start : start.subarray(0, newline)).replace(/[ \t]+$/, '')
  const [whole, interpreter, argument = ''] = LINE.exec(line) ?? []
  const isCut = newline < 0 && file.size > SCRIPT_LINE_SIZE && whole === line && argument === ''
  if (interpreter === undefined || isCut) return undefined
  return { path, interpreter, ...(argument === '' ? {} : { argument }) }
}

/** As UTF-8 where it is that, as paths of images are, and else one character a byte. */
function textOf(bytes: Uint8Array): string {
  const text = decodeUtf8(bytes)
  return text.ok ? text.value : String.fromCharCode(...bytes)
}
