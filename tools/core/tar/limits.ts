/** True when a number can be written with that many octal digits. */
export function fitsOctal(value: number, digits: number): boolean {
  return value >= 0 && value < 8 ** digits
}

/**
 * Splits an ASCII name into the ustar fields name (100 bytes) and prefix (155 bytes, without the slash
 * between them); undefined where no slash allows it.
 */
export function splitName(
  path: string,
): { readonly name: string; readonly prefix: string } | undefined {
  if (path.length <= 100) return { name: path, prefix: '' }
  const slash = path.indexOf('/', path.length - 101)
  if (slash <= 0 || slash > 155 || slash === path.length - 1) return undefined
  return { prefix: path.slice(0, slash), name: path.slice(slash + 1) }
}

/** True when a text can stand in a ustar field of that many bytes as it is. */
export function fitsText(text: string, length: number): boolean {
  return text.length <= length && isAscii(text)
}

/** True for texts whose bytes are the same in all tar dialects. */
export function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 0x7f) return false
  return true
}
