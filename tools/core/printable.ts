/**
 * What would change a terminal or the lines of an error: control characters but the tab, separators of lines and
 * paragraphs, marks that turn the direction of writing, halves of characters.
 */
const UNPRINTABLE = /[[\p{Cc}--\t]\u2028\u2029\u202a-\u202e\u2066-\u2069\p{Cs}]/gv

/** The start of a line of details, which the text has on purpose. */
const DETAIL = /\n(?= {4}\S)/

/**
 * Writes a text for people that has values of somebody else's making in it: file names, values of
 * attributes, answers of servers. Line breaks before details (four spaces) stay; every other character that
 * does not print as itself becomes an escape of JavaScript, such as `\n` or `\u001b`.
 */
export function printable(text: string): string {
  return text
    .split(DETAIL)
    .map((part) => part.replaceAll(UNPRINTABLE, escape))
    .join('\n')
}

const LETTERS: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r' }

function escape(character: string): string {
  return LETTERS[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
