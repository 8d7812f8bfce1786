/**
 * What somebody asks of an image, over what its base has. Absent: as the base has it.
 *
 * Values are as written in BUILD files or in the files given instead; {@link configure} checks them.
 */
export interface ImageSettings {
  readonly os?: string
  readonly architecture?: string
  readonly variant?: string
  /** An empty list clears the base's. Without `cmd`, setting this clears the base's cmd too. */
  readonly entrypoint?: readonly string[]
  /** An empty list clears the base's. */
  readonly cmd?: readonly string[]
  /** `NAME=DIRECTORY`: directories to put before those of search paths, before `env` is looked at. */
  readonly searchPaths?: readonly string[]
  /** `NAME=VALUE`; values may refer to `$NAME` and `${NAME}` of the base and of earlier lines. */
  readonly env: readonly string[]
  /** `NAME=VALUE` for the config, over the base's. */
  readonly labels: readonly string[]
  /** `NAME=VALUE` for the manifest, over the base's. */
  readonly annotations: readonly string[]
  readonly user?: string
  readonly workdir?: string
  /** `PORT`, `PORT/tcp` or `PORT/udp`, added to the base's. */
  readonly exposedPorts: readonly string[]
  /** Absolute paths, added to the base's. */
  readonly volumes: readonly string[]
  readonly stopSignal?: string
  /** RFC 3339. */
  readonly created?: string
  /** Bytes that no layer over the base may exceed, as stored; absent for no limit. */
  readonly maxLayerSize?: number
}

/** The settings of somebody who asks for nothing. */
export const NO_SETTINGS: ImageSettings = {
  env: [],
  labels: [],
  annotations: [],
  exposedPorts: [],
  volumes: [],
}

/** The lines of a file of arguments or of `NAME=VALUE` pairs; blank ones are left out. */
export function settingLines(text: string): readonly string[] {
  return text.split(/\r?\n/).filter((line) => line !== '')
}

/** The items of a file of ports or volumes, between line breaks or commas. */
export function settingItems(text: string): readonly string[] {
  return text
    .split(/[\r\n,]+/)
    .map((item) => item.trim())
    .filter((item) => item !== '')
}
