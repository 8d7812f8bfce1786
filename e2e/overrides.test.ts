import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { must } from '../tools/dev/command.ts'
import { tempDir } from '../tools/testing/temp_dir.ts'
import { bazel } from './bazel.ts'
import { copyCheckout } from './workspace.ts'

const BUILD = `load("@rt//rules:oci.bzl", "oci_image")
load("@rt//rules:tar.bzl", "tar")

tar(
    name = "layer",
    srcs = ["file"],
    mtree = ["etc/file type=file content=$(execpath file)"],
)

oci_image(
    name = "image",
    architecture = "amd64",
    entrypoint = ["/hello"],
    os = "linux",
    tars = [":layer"],
)
`

/** Builds an image in a workspace that has rt by an override of its MODULE.bazel. */
async function buildWith(place: string, override: string): Promise<void> {
  const workspace = join(place, 'workspace')
  mkdirSync(workspace)
  const modules = `bazel_dep(name = "rt", version = "0.1.0")\n${override}\n`
  for (const [name, text] of Object.entries({ 'MODULE.bazel': modules, 'BUILD.bazel': BUILD }))
    writeFileSync(join(workspace, name), text)
  writeFileSync(join(workspace, 'file'), 'text\n')
  const base = `--output_base=${join(place, 'output')}`
  try {
    const { status, stderr } = await bazel(workspace, [base, 'build', '//:image'])
    assert.equal(status, 0, stderr)
  } finally {
    await bazel(workspace, [base, 'shutdown'])
    await must('chmod', ['-R', 'u+w', join(place, 'output')])
  }
}

/** A git repository of this checkout as it is now, without its npm packages. */
async function gitRepository(place: string): Promise<string> {
  const repository = join(place, 'rt')
  copyCheckout(repository)
  const git = (...args: readonly string[]): Promise<string> =>
    must('git', ['-C', repository, '-c', 'user.name=rt', '-c', 'user.email=rt@localhost', ...args])
  await git('init', '--quiet')
  await git('add', '--all')
  await git('commit', '--quiet', '--message=rt')
  return repository
}

describe('a workspace outside the checkout', () => {
  it('has rt by git_override', async () => {
    await using place = await tempDir()
    const repository = await gitRepository(place.path)
    const commit = (await must('git', ['-C', repository, 'rev-parse', 'HEAD'])).trim()
    const override = `git_override(module_name = "rt", commit = "${commit}", remote = "file://${repository}")`
    await buildWith(place.path, override)
  })

  it('has rt by archive_override', async () => {
    await using place = await tempDir()
    const repository = await gitRepository(place.path)
    const archive = join(place.path, 'rt.tar.gz')
    await must('git', ['-C', repository, 'archive', '--prefix=rt/', `--output=${archive}`, 'HEAD'])
    const sha256 = createHash('sha256').update(readFileSync(archive)).digest('base64')
    const override = `archive_override(module_name = "rt", integrity = "sha256-${sha256}", strip_prefix = "rt", urls = ["file://${archive}"])`
    await buildWith(place.path, override)
  })
})
