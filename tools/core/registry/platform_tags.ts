import type { Descriptor, Platform } from '../descriptor.ts'
import type { ReferenceFailure } from './failure.ts'
import { formatPlatform } from '../oci/platform.ts'
import { isTag } from '../reference.ts'
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'

/** A tag for one image of an index. */
export interface PlatformTag {
  readonly tag: string
  readonly image: Descriptor
}

/** What may stand between braces in a template. */
const NAMES = ['tag', 'os', 'architecture', 'variant', 'platform'] as const

/**
 * Makes the tags of an index's images from templates such as `{tag}-{architecture}`: one a template, tag
 * and image. `{platform}` is `os-architecture`, with the variant where there is one.
 *
 * @param images entries of the index; those without platform, and attestations, get no tag
 */
export function platformTags(
  templates: readonly string[],
  tags: readonly string[],
  images: readonly Descriptor[],
): Result<readonly PlatformTag[], ReferenceFailure> {
  const made = new Map<string, PlatformTag & { readonly platform: string }>()
  for (const template of templates) {
    const unknown = [...template.matchAll(/\{([^{}]*)\}?|\}/g)].find(
      ([whole, name]) => !whole.endsWith('}') || !NAMES.some((each) => each === name),
    )
    if (unknown !== undefined) return err(badTemplate(template, `it has "${unknown[0]}"`))
    for (const { tag, image, platform } of expand(template, tags, images)) {
      if (!isTag(tag))
        return err(badTemplate(template, `it makes "${tag}", which is not a valid tag`))
      const other = made.get(tag)
      if (other !== undefined && other.image.digest !== image.digest) {
        const platforms = `${other.platform} and ${platform}`
        return err(badTemplate(template, `it makes "${tag}" for ${platforms}`))
      }
      made.set(tag, { tag, image, platform })
    }
  }
  return ok([...made.values()].map(({ tag, image }) => ({ tag, image })))
}

function expand(template: string, tags: readonly string[], images: readonly Descriptor[]) {
  const bases = template.includes('{tag}') ? tags : ['']
  return images.flatMap((image) => {
    const { platform } = image
    if (platform === undefined || platform.os === 'unknown') return []
    return bases.map((base) => ({
      tag: fill(template, { ...valuesOf(platform), tag: base }),
      image,
      platform: formatPlatform(platform),
    }))
  })
}

function valuesOf({ os, architecture, variant = '' }: Platform) {
  const parts = [os, architecture, variant].filter((part) => part !== '')
  return { os, architecture, variant, platform: parts.join('-') }
}

function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole)
}

function badTemplate(template: string, problem: string): ReferenceFailure {
  return { topic: 'registry', reason: 'invalid-tag-template', template, problem }
}
