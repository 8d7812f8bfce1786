import { existsSync, lstatSync, readdirSync, readlinkSync, realpathSync } from 'node:fs'
import { dirname, isAbsolute, join, normalize } from 'node:path'
import { ROOT } from '../../core/entries/image_path.ts'
import type { ImagePath } from '../../core/entries/entry.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import type { BrokenLink } from '../../core/entries/failure.ts'
import type { Found } from './walk.ts'
import { linkedPath } from './walk.ts'

/**
 * A symbolic link that a rule has declared as one (`declare_symlink`): Bazel knows its text and not where it
 * leads, so it may dangle here and be right among the files of the layer.
 */
export interface DeclaredLink {
  readonly path: ImagePath
  readonly source: string
  readonly target: string
}

/** Where Bazel puts what actions make, relative to the execution root. */
const OUTPUTS = 'bazel-out/'

/**
 * What a declared link says, where it cannot be followed as a file: it leads to nothing here, or out of all that
 * Bazel has put here. Undefined for anything else.
 */
export function declaredTarget(source: string): string | undefined {
  if (!source.startsWith(OUTPUTS)) return undefined
  if (lstatSync(source, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return undefined
  const target = readlinkSync(source)
  // The sandbox stages each file as a link to the same path elsewhere, but makes declared links anew.
  if (target.endsWith(`/${normalize(source)}`)) return undefined
  const isInside = isAbsolute(target) ? isStaged(target) : isBelow(dirname(source), target)
  return isInside && existsSync(source) ? undefined : target
}

function isBelow(directory: string, target: string): boolean {
  return !`${normalize(join(directory, target))}/`.startsWith('../')
}

/** True for a path below the execution root, or below one of the directories that Bazel links into it. */
function isStaged(target: string): boolean {
  const path = `${normalize(target)}/`
  return stagedRoots().some((root) => path.startsWith(`${root}/`))
}

function stagedRoots(): readonly string[] {
  const here = realpathSync('.')
  return [here, ...['.', 'external'].flatMap((directory) => linkedDirectories(directory))]
}

function linkedDirectories(directory: string): readonly string[] {
  if (!existsSync(directory)) return []
  return readdirSync(directory, { withFileTypes: true })
    .filter((child) => child.isSymbolicLink())
    .map(({ name }) => readlinkSync(join(directory, name)))
    .filter(isAbsolute)
}

/** What becomes of declared links. */
export interface LinkOptions {
  /** Keep them all as links; otherwise they are followed. */
  readonly preserveSymlinks: boolean
  /** Other layers of the image have files too, so a link to what is not in this one is kept. */
  readonly otherLayers?: boolean
}

/**
 * Decides declared links by the paths in the layer, as whoever starts the program there does: each is kept as a
 * link, or replaced by what is at its target.
 *
 * @throws ExpectedFailure naming all that lead out of the image or to nothing in it
 */
export function resolveDeclaredLinks(
  links: readonly DeclaredLink[],
  found: readonly Found[],
  { preserveSymlinks, otherLayers = false }: LinkOptions,
): readonly Found[] {
  if (links.length === 0) return found
  const layer = new LayerPaths(links, found)
  const broken: BrokenLink[] = []
  const resolved = links.flatMap((link): readonly Found[] => {
    const outcome = layer.follow(link, link.path, new Set())
    const kept = [{ kind: 'link', ...link } as const]
    if (outcome.kind === 'found') return preserveSymlinks ? kept : outcome.things
    if (outcome.kind === 'absent' && otherLayers) return kept
    broken.push({ ...link, problem: outcome.problem })
    return []
  })
  if (broken.length > 0)
    throw new ExpectedFailure({ topic: 'tree', reason: 'broken-links', links: broken })
  return [...found, ...resolved]
}

/** What a link leads to. */
type Outcome =
  | { readonly kind: 'found'; readonly things: readonly Found[] }
  /** Nothing in this layer. */
  | { readonly kind: 'absent'; readonly problem: string }
  | { readonly kind: 'wrong'; readonly problem: string }

/** What is at each path of the layer, and below it. */
class LayerPaths {
  readonly #links: ReadonlyMap<ImagePath, DeclaredLink>
  readonly #found: readonly Found[]

  constructor(links: readonly DeclaredLink[], found: readonly Found[]) {
    this.#links = new Map(links.map((link) => [link.path, link]))
    this.#found = found
  }

  /** What a link leads to, as if it were at a path; or what is wrong with it. */
  follow({ path, target }: DeclaredLink, at: ImagePath, seen: ReadonlySet<ImagePath>): Outcome {
    const wrong = (problem: string): Outcome => ({ kind: 'wrong', problem })
    if (isAbsolute(target)) return wrong('it points to a file of this machine')
    const to = linkedPath(path, target)
    if (to === undefined) return wrong('it points outside the image')
    if (seen.has(path) || `${at}/`.startsWith(`${to}/`) || to === ROOT)
      return wrong('it leads back to itself')
    return this.#at(to, at, new Set([...seen, path]))
  }

  #at(to: ImagePath, at: ImagePath, seen: ReadonlySet<ImagePath>): Outcome {
    const link = this.#links.get(to)
    if (link !== undefined) return this.follow(link, at, seen)
    const moved = (path: ImagePath): ImagePath => `${at}${path.slice(to.length)}` as ImagePath
    const isHere = ({ path }: Pick<Found, 'path'>): boolean => `${path}/`.startsWith(`${to}/`)
    const things: Found[] = this.#found
      .filter(isHere)
      .map((item) => ({ ...item, path: moved(item.path) }))
    for (const inside of this.#links.values()) {
      if (!isHere(inside)) continue
      const below = this.follow(inside, moved(inside.path), seen)
      if (below.kind !== 'found') return below
      things.push(...below.things)
    }
    return things.length === 0
      ? { kind: 'absent', problem: `there is nothing at "${to}" in the layer` }
      : { kind: 'found', things }
  }
}
