import type { LayerBinaries } from './binary/layer_binaries.ts'
import type { DiffId, Digest } from './digest.ts'

/**
 * The file that a rule which makes layers hands on: the contract between those who make or describe layers
 * (`rt layer ...`, `rt image describe`, `rt fetch base`) and those who read them (`rt image build`, `check` and
 * `export`, `rt layer budget`, `rt fetch layers`, `rt push`, `rt load`).
 *
 * Files are named by a **key**, their runfiles path (`_main/mnist/archive.tar.zst`,
 * `rules_x+/lib/y.tar`). At build time the argument file maps keys to paths of the execution root; at
 * run time a key is looked up in the runfiles.
 */
export interface LayerSet {
  readonly version: 1
  /** Bottom layer first. */
  readonly layers: readonly Layer[]
}

/** One layer of an image and where its bytes come from. */
export interface Layer {
  readonly mediaType: string
  /** Digest of the bytes as stored and sent. */
  readonly digest: Digest
  /** Bytes as stored and sent. */
  readonly size: number
  readonly diffId: DiffId
  readonly annotations: Readonly<Record<string, string>>
  /** What is in it, for people: becomes `created_by` of the image's history. Never a build label. */
  readonly description: string
  readonly content: Content
  /**
   * Programs, libraries and links, for checks that read no layer. Absent where nobody has looked: layers of
   * a registry.
   */
  readonly binaries?: LayerBinaries
}

/** Where a layer's bytes are. */
export type Content = BlobContent | RecipeContent | RegistryContent

/** The bytes are one file. */
export interface BlobContent {
  readonly kind: 'blob'
  /** Key of the file. */
  readonly file: string
}

/** The bytes are never written: they are the concatenation of the parts. Always an uncompressed tar. */
export interface RecipeContent {
  readonly kind: 'recipe'
  readonly parts: readonly Part[]
}

/**
 * The bytes are in a registry. Nobody fetches them before they are needed: a registry that has them, or
 * can mount them, is never sent them.
 */
export interface RegistryContent {
  readonly kind: 'registry'
  /** Where they are: `HOST[:PORT]/NAME`. */
  readonly repository: string
  /** Key of the file that holds them where somebody has fetched them; most often there is none. */
  readonly file: string
}

/** A run of bytes of a recipe. */
export type Part =
  /** Bytes given here: tar headers and padding. */
  | { readonly kind: 'literal'; readonly base64: string }
  /** The whole of a source file, which must still have this many bytes. */
  | { readonly kind: 'file'; readonly file: string; readonly size: number }
  /** That many zero bytes: padding and end-of-archive. */
  | { readonly kind: 'zeros'; readonly size: number }
