/** What a template of an image's name may use of a model. */
export interface ModelIdentity {
  readonly name: string
  readonly version: string
}

/** Writes the file in which the build leaves it for the program that packs. */
export function serializeModelIdentity({ name, version }: ModelIdentity): string {
  return `${JSON.stringify({ name, version })}\n`
}

/** Reads that file. */
export function parseModelIdentity(text: string): ModelIdentity {
  return JSON.parse(text) as ModelIdentity
}
