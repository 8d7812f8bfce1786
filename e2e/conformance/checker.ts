import type { ConformanceImage } from './images.ts'

/** Somebody who loads, runs or validates images. */
export interface Checker {
  /** What it is called in the matrix. */
  readonly name: string
  /** Rejects when it refuses the image, with what it says. */
  check(image: ConformanceImage): Promise<void>
}

/** A checker, or why this machine cannot have it. */
export type MaybeChecker = Checker | { readonly name: string; readonly missing: string }
