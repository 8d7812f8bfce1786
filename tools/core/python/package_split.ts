import { compareBytes } from '../entries/image_path.ts'
import type { SizedContent } from './layer_split.ts'
import { bigFileAllowance, splitIntoLayers } from './layer_split.ts'

/** What a byte of a wheel grows to when it is installed: packages are split as wheels are. */
const GROWTH = 2
/** Bytes of an installed package from which on it has layers of its own. */
const BIG_PACKAGE = GROWTH * 16 * 1024 * 1024
/** A base, weights and a program have layers as well, of the 127 that engines mount. */
const MAX_LAYERS = 90

/** Files of one package, such as an installed wheel. */
interface Package<F> {
  readonly name: string
  readonly files: readonly F[]
  readonly size: number
}

/**
 * Splits files of packages into layers: big files of big packages alone, the rest of each big package, then all small
 * packages together. What is in a layer of a big package depends on nothing but the package.
 *
 * @param directory its children are packages
 */
export function splitPackages<F extends SizedContent>(
  files: readonly F[],
  directory: string,
): readonly (readonly F[])[] {
  const packages = packagesOf(files, directory)
  let threshold = BIG_PACKAGE
  for (;;) {
    const big = packages.filter(({ size }) => size >= threshold).map(layersOf)
    if (big.flat().length <= MAX_LAYERS) {
      const rest = packages.filter(({ size }) => size < threshold).flatMap((each) => each.files)
      return [...big.flat(), ...(rest.length > 0 ? [rest] : [])]
    }
    threshold *= 2
  }
}

function packagesOf<F extends SizedContent>(
  files: readonly F[],
  directory: string,
): readonly Package<F>[] {
  const start = directory === '' ? 0 : directory.length + 1
  const groups = Map.groupBy(files, ({ path }) => path.slice(start).split('/')[0] ?? '')
  return [...groups]
    .map(([name, group]) => {
      return { name, files: group, size: group.reduce((sum, { size }) => sum + size, 0) }
    })
    .sort((a, b) => compareBytes(a.name, b.name))
}

function layersOf<F extends SizedContent>({ files, size }: Package<F>): readonly (readonly F[])[] {
  return splitIntoLayers(files, bigFileAllowance(size / GROWTH))
}
