import type { MatrixImage } from './matrix.ts'
import { PACKAGE } from './matrix.ts'

/** A text file that is generated, by its path with slashes. */
export interface GeneratedFile {
  readonly path: string
  readonly text: string
}

/** Where what an image is made of is written, below the directory of generated files. */
export function descriptionPath({ distro, release, python, conda }: MatrixImage): string {
  const name = `python${python}${conda ? '-conda' : ''}.json`
  return [PACKAGE, distro.name, release, name].join('/')
}

/** The text of a JSON file that people read. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`
}
