import assert from 'node:assert/strict'
import { readFileSync, readdirSync, readlinkSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { before, describe, it } from 'node:test'
import { gunzipSync, zstdDecompressSync } from 'node:zlib'
import { must } from '../tools/dev/command.ts'
import { TOOLS } from '../tools/dev/places.ts'
import { tempDir } from '../tools/testing/temp_dir.ts'
import { build, outputs } from './support/bazel.ts'
import { blobPath, readJson, readLayout, sha256 } from './support/image_files.ts'
import { schemaViolations } from './support/oci_schemas.ts'
import { GREETING, outsideWorkspace } from './support/workspace.ts'

const outside = await outsideWorkspace()

/** What is below `/images` in every image: path to content. */
const CONTENTS: Readonly<Record<string, string>> = {
  'data/deep/empty': '',
  'data/deep/er/bytes': '\0\x01\x02\xff',
  'data/one.txt': 'one\n',
  'data/with space.txt': 'spaced\n',
  'data/ünïcödé.txt': Buffer.from('ünï\n').toString('latin1'),
}

const unpack: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array>> = {
  gzip: (bytes) => gunzipSync(bytes),
  plain: (bytes) => bytes,
  zstd: (bytes) => zstdDecompressSync(bytes),
}

/** The regular files below a folder: relative path to content, bytes as Latin-1. */
function filesBelow(folder: string): Readonly<Record<string, string>> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  return Object.fromEntries(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [relative(folder, path), readFileSync(path, 'latin1')]),
  )
}

/** Copies a layout below a folder, its image under the tag that the validators ask for. */
async function tagCopy(layout: string, folder: string): Promise<string> {
  const copy = join(folder, 'layout')
  await must('skopeo', ['copy', '--preserve-digests', `oci:${layout}`, `oci:${copy}:e2e`])
  return copy
}

for (const [name, uncompress] of Object.entries(unpack)) {
  describe(`an image with ${name} layers`, () => {
    let small: string
    let full: string
    before(async () => {
      const target = `//images:${name}`
      const groups = '--output_groups=+oci_layout'
      await build(outside, groups, target)
      const files = await outputs(outside, target, groups)
      small = files.find((path) => path.endsWith(`/${name}`)) ?? ''
      full = files.find((path) => path.endsWith('.oci_layout')) ?? ''
      assert.ok(small !== '' && full !== '', files.join())
    })

    it('conforms to the JSON schemas of the image specification', () => {
      const { root, manifest } = readLayout(full)
      const violations = [
        schemaViolations('image-layout', readJson(join(full, 'oci-layout'))),
        schemaViolations('image-index', readJson(join(full, 'index.json'))),
        schemaViolations('image-manifest', readJson(blobPath(full, root.digest))),
        schemaViolations('config', readJson(blobPath(full, manifest.config.digest))),
      ]
      assert.deepEqual(violations, [[], [], [], []])
    })

    it('has blobs that are what their descriptors say', () => {
      const { root, manifest, config } = readLayout(full)
      const { layers } = manifest
      for (const { digest, size } of [root, manifest.config, ...layers]) {
        const bytes = readFileSync(blobPath(full, digest))
        assert.equal(bytes.length, size)
        assert.equal(sha256(bytes), digest)
      }
      const tars = layers.map(({ digest }) => uncompress(readFileSync(blobPath(full, digest))))
      assert.deepEqual(tars.map(sha256), config.rootfs.diff_ids)
      assert.equal(config.history.length, layers.length)
    })

    it('is small by default: layers are relative links to what the build made', () => {
      const { layers } = readLayout(small).manifest
      assert.equal(layers.length, 2)
      for (const { digest, size } of layers) {
        const path = blobPath(small, digest)
        assert.ok(!readlinkSync(path).startsWith('/'))
        assert.equal(statSync(path).size, size)
      }
    })

    // oci-image-tool is older than zstd layers.
    if (name !== 'zstd') {
      it('is valid to oci-image-tool', async () => {
        await using directory = await tempDir()
        const tagged = await tagCopy(full, directory.path)
        await must('oci-image-tool', ['validate', '--type=image', '--ref=name=e2e', tagged])
      })
    }

    it('is unpacked by umoci to the files that went in', async () => {
      await using directory = await tempDir()
      const tagged = await tagCopy(full, directory.path)
      const bundle = join(directory.path, 'bundle')
      await must(join(TOOLS, 'umoci'), ['unpack', '--image', `${tagged}:e2e`, bundle])
      assert.equal(readLayout(tagged).root.digest, readLayout(full).root.digest)
      const { hello, ...rest } = filesBelow(join(bundle, 'rootfs/images'))
      assert.ok(hello?.endsWith(GREETING))
      assert.deepEqual(rest, CONTENTS)
    })
  })
}
