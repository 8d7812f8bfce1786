import { Random } from './random.ts'

const LETTERS = 'etaoinsrhldcumfpgwybvkxjqz'
const ENDS = [' ', ' ', ' ', '.', '(', ') ', ', ', ' = ', ';\n  ', ' {\n    ']
const VOCABULARY = 5000
/** How often the next line is one of the file's latest. */
const REPETITION = 0.6
const LATEST = 60

/**
 * Text that compresses like a folder of JavaScript packages (zstd -3 to a sixth, gzip -6 to a fifth
 * at their usual speeds): lines of words of a vocabulary, common ones more often, and lines of the
 * same file that come back.
 */
export class SourceText {
  readonly #words: readonly string[]

  constructor() {
    const random = new Random(0x7e47)
    this.#words = Array.from({ length: VOCABULARY }, () => makeWord(random))
  }

  /** Text of that many bytes; the same for the same seed. */
  make(bytes: number, seed: number): string {
    const random = new Random(seed)
    const latest: string[] = []
    let text = ''
    while (text.length < bytes) {
      const place = random.below(LATEST)
      const again = random.fraction() < REPETITION ? latest[place] : undefined
      const line = again ?? this.#makeLine(random)
      latest[place] = line
      text += line
    }
    return text.slice(0, bytes)
  }

  #makeLine(random: Random): string {
    let line = ''
    for (let left = 3 + random.below(9); left > 0; left--) line += this.#nextWord(random)
    return line
  }

  /** A word; the n-th most common one about as often as 1/n (Zipf). */
  #nextWord(random: Random): string {
    return this.#words[Math.floor(VOCABULARY ** random.fraction()) - 1] ?? ''
  }
}

function makeWord(random: Random): string {
  const letter = (): string =>
    LETTERS[Math.floor(LETTERS.length * random.fraction() * random.fraction())] ?? ''
  const letters = Array.from({ length: 2 + random.below(9) }, letter).join('')
  return letters + (ENDS[random.below(ENDS.length)] ?? '')
}
