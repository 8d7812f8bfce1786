import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Names that break tools: all of these may be in a directory that a rule makes. */
const ODD_NAMES = [
  '#hash',
  '[brackets]*?',
  '"quotes"\'',
  '-dash',
  'a b',
  'a=b',
  'back\\slash',
  'back\\040slash',
  'line\nbreak',
  'tab\tulator',
  '%percent',
  '$dollar',
  '\u0001control',
  'grüße',
  '模型/重み.bin',
  '😀',
  '.hidden',
  'x'.repeat(255),
  `${'deep'.repeat(50)}/${'deep'.repeat(50)}/leaf`,
]

/** Fills a directory with files of odd names: node make_tree.cjs DIRECTORY */
function main([root = '']: readonly string[]): void {
  for (const name of ODD_NAMES) {
    const file = join(root, name)
    mkdirSync(join(file, '..'), { recursive: true })
    writeFileSync(file, `${name}\n`)
  }
  mkdirSync(join(root, 'links'))
  symlinkSync('../a b', join(root, 'links/relative'))
}

main(process.argv.slice(2))
