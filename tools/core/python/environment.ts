import type { ImagePath } from '../entries/entry.ts'
import type { WheelMember } from './wheel.ts'

/** Where a virtual environment is and of which Python. */
export interface Environment {
  /** Without a slash at either end, such as "app/.venv". */
  readonly prefix: ImagePath
  /** Such as "3.11". */
  readonly version: string
}

/** A file of an environment. */
export interface InstalledFile {
  readonly path: ImagePath
  readonly mode: 0o644 | 0o755
  readonly content: InstalledContent
}

/** Where the bytes of an installed file are. */
export type InstalledContent =
  | { readonly kind: 'member'; readonly member: WheelMember }
  | { readonly kind: 'text'; readonly text: string }

/** Directory of modules below the prefix. */
export function sitePackages({ version }: Pick<Environment, 'version'>): string {
  return `lib/python${version}/site-packages`
}
