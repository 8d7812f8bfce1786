const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567'
const BYTES = 10

/** A version in the form of BentoML's, 16 characters, that follows from a SHA-256 in hexadecimal digits. */
export function contentVersion(sha256: string): string {
  const bits = Array.from({ length: BYTES }, (_, index) =>
    Number.parseInt(sha256.slice(2 * index, 2 * index + 2), 16)
      .toString(2)
      .padStart(8, '0'),
  ).join('')
  return (bits.match(/.{5}/g) ?? []).map((five) => LETTERS[Number.parseInt(five, 2)] ?? '').join('')
}
