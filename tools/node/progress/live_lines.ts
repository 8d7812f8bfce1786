import type { Writable } from 'node:stream'

/** Redrawing more often helps nobody, in milliseconds. */
const INTERVAL = 100

const CLEAR_LINE = '\u001b[2K'

/** Lines at the bottom of a terminal that are drawn anew as things move on. */
export class LiveLines implements Disposable {
  readonly #terminal: Writable
  readonly #lines: () => readonly string[]
  #drawn = 0
  #drawnAt = 0

  /** @param lines gives the lines as they are now, none wider than the terminal */
  constructor(terminal: Writable, lines: () => readonly string[]) {
    this.#terminal = terminal
    this.#lines = lines
  }

  /** Draws the lines, unless that has been done a moment ago. */
  draw(): void {
    if (Date.now() - this.#drawnAt < INTERVAL) return
    this.#terminal.write(`${this.#erasure()}${this.#drawing()}`)
  }

  /** Writes a line that stays above the moving ones. */
  say(line: string): void {
    this.#terminal.write(`${this.#erasure()}${line}\n${this.#drawing()}`)
  }

  /** Takes the moving lines away. */
  [Symbol.dispose](): void {
    this.#terminal.write(this.#erasure())
  }

  #erasure(): string {
    const text = `\u001b[1A${CLEAR_LINE}`.repeat(this.#drawn)
    this.#drawn = 0
    return text === '' ? '' : `\r${text}`
  }

  #drawing(): string {
    const lines = this.#lines()
    this.#drawn = lines.length
    this.#drawnAt = Date.now()
    return lines.map((line) => `${line}\n`).join('')
  }
}
