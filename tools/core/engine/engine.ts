import type { Platform } from '../descriptor.ts'

/** The container engines that rt can load into, in the order in which they are tried. */
export const ENGINE_KINDS = ['docker', 'podman', 'nerdctl'] as const

/** A family of container engines that share a command line. */
export type EngineKind = (typeof ENGINE_KINDS)[number]

/** What an engine says about itself. */
export interface EngineInfo {
  readonly kind: EngineKind
  /** Version of the part that stores images, such as `20.10.24+dfsg1`. */
  readonly version: string
  /** What its containers run on. */
  readonly platform: Platform
  /** Whether it stores images as they came (containerd's image store) rather than unpacked only. */
  readonly containerdStore: boolean
  /** Whether it unpacks zstd layers. */
  readonly zstd: boolean
  /** Why it cannot reach a server on this machine's 127.0.0.1; undefined when it may. */
  readonly away: string | undefined
}

/** Tells whether a text names an engine. */
export function isEngineKind(text: string): text is EngineKind {
  return (ENGINE_KINDS as readonly string[]).includes(text)
}
