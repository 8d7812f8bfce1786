import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Descriptor, Platform } from '../descriptor.ts'
import { digestOfHex } from '../digest.ts'
import { OCI_MANIFEST } from '../media_types.ts'
import { platformTags } from './platform_tags.ts'

function entry(hex: string, platform?: Platform): Descriptor {
  const digest = digestOfHex(hex.repeat(64))
  return { mediaType: OCI_MANIFEST, digest, size: 1, ...(platform && { platform }) }
}

const AMD64 = entry('a', { os: 'linux', architecture: 'amd64' })
const ARM_V7 = entry('b', { os: 'linux', architecture: 'arm', variant: 'v7' })
const ATTESTATION = entry('c', { os: 'unknown', architecture: 'unknown' })

function made(templates: readonly string[], tags: readonly string[]): readonly string[] {
  const result = platformTags(templates, tags, [AMD64, ARM_V7, ATTESTATION, entry('d')])
  assert(result.ok, JSON.stringify(result))
  return result.value.map(({ tag, image }) => `${tag} ${image.digest.at(-1) ?? ''}`)
}

function problem(template: string, images: readonly Descriptor[] = [AMD64, ARM_V7]): string {
  const result = platformTags([template], ['v1'], images)
  assert(!result.ok && result.failure.reason === 'invalid-tag-template')
  return result.failure.problem
}

describe('platformTags()', () => {
  it('makes a tag for each image, tag and template', () => {
    assert.deepEqual(made(['{tag}-{os}-{architecture}{variant}'], ['v1', 'latest']), [
      'v1-linux-amd64 a',
      'latest-linux-amd64 a',
      'v1-linux-armv7 b',
      'latest-linux-armv7 b',
    ])
    assert.deepEqual(made(['{platform}', '{tag}.{platform}'], ['v1']), [
      'linux-amd64 a',
      'linux-arm-v7 b',
      'v1.linux-amd64 a',
      'v1.linux-arm-v7 b',
    ])
    assert.deepEqual(made(['{tag}-{platform}'], []), [])
    assert.deepEqual(made([], ['v1']), [])
  })

  it('refuses names that it does not know, and braces that do not match', () => {
    assert.equal(problem('{tag}-{arch}'), 'it has "{arch}"')
    assert.equal(problem('{tag}-{os'), 'it has "{os"')
    assert.equal(problem('{tag}}'), 'it has "}"')
    assert.equal(problem('{}'), 'it has "{}"')
  })

  it('refuses what makes no tag, or one tag for two images', () => {
    assert.equal(problem('-{os}'), 'it makes "-linux", which is not a valid tag')
    assert.equal(problem('{tag}'), 'it makes "v1" for linux/amd64 and linux/arm/v7')
  })
})
