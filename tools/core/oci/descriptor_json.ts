import type { Descriptor, Platform } from '../descriptor.ts'
import type { JsonCursor } from '../json/cursor.ts'
import { readDigest } from '../layer_set_json.ts'

/** Reads a content descriptor (OCI image-spec, descriptor.md). */
export function readDescriptor(at: JsonCursor): Descriptor {
  const annotations = at.optional('annotations')?.record((item) => item.string())
  const platform = at.optional('platform')
  const artifactType = at.optional('artifactType')?.string()
  const urls = at.optional('urls')?.list((item) => item.string())
  return {
    mediaType: at.field('mediaType').string(),
    digest: readDigest(at.field('digest')),
    size: at.field('size').count(),
    ...(annotations === undefined ? {} : { annotations }),
    ...(platform === undefined ? {} : { platform: readPlatform(platform) }),
    ...(artifactType === undefined ? {} : { artifactType }),
    ...(urls === undefined ? {} : { urls }),
  }
}

/** Reads os, architecture and their details: of a descriptor, or of a config, which has the same fields. */
export function readPlatform(at: JsonCursor): Platform {
  const variant = at.optional('variant')?.string()
  const version = at.optional('os.version')?.string()
  const features = at.optional('os.features')?.list((item) => item.string())
  return {
    os: at.field('os').string(),
    architecture: at.field('architecture').string(),
    ...(variant ? { variant } : {}),
    ...(version ? { 'os.version': version } : {}),
    ...(features === undefined ? {} : { 'os.features': features }),
  }
}

/** Reads the text map of `annotations`; absent is empty. */
export function readAnnotations(at: JsonCursor): Readonly<Record<string, string>> {
  return at.optional('annotations')?.record((item) => item.string()) ?? {}
}
