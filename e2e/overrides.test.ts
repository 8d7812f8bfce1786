import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { must } from '../tools/dev/command.ts'
import { CHECKOUT } from '../tools/dev/places.ts'
import { tempDir } from '../tools/testing/temp_dir.ts'
import { bazel } from './support/bazel.ts'
import { copyCheckout } from './support/workspace.ts'

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

const place = await tempDir()
const home = join(CHECKOUT, '.cache/e2e/overrides')
const workspace = join(home, 'workspace')
const base = `--output_base=${join(home, 'output')}`

/** Builds an image in a workspace that has rt by an override of its MODULE.bazel. */
async function buildWith(override: string): Promise<void> {
  const modules = `bazel_dep(name = "rt", version = "0.1.0")\n${override}\n`
  writeFileSync(join(workspace, 'MODULE.bazel'), modules)
  const { status, stderr } = await bazel(workspace, [base, 'build', '//:image'])
  assert.equal(status, 0, stderr)
}

/** Where the bundler of the last build is, behind links. */
function bundler(): string {
  const [npm = ''] = globSync(join(home, 'output/external/*rt_npm'))
  return realpathSync(join(npm, 'node_modules/esbuild/package.json'))
}

/** A git repository of this checkout as it is now, without its npm packages. */
async function gitRepository(name: string): Promise<string> {
  const repository = join(place.path, name)
  copyCheckout(repository)
  const git = (...args: readonly string[]): Promise<string> =>
    must('git', ['-C', repository, '-c', 'user.name=rt', '-c', 'user.email=rt@localhost', ...args])
  await git('init', '--quiet')
  await git('add', '--all')
  await git('commit', '--quiet', '--message=rt')
  return repository
}

interface LockedPackages {
  readonly packages: Readonly<Record<string, { readonly dev?: boolean }>>
}

/** Copies the npm packages that rt is bundled from, the bundler and Node. */
function copyPackages(checkout: string): void {
  const lock = readFileSync(join(CHECKOUT, 'package-lock.json'), 'utf8')
  for (const [path, { dev = false }] of Object.entries(
    (JSON.parse(lock) as LockedPackages).packages,
  ))
    if (path !== '' && (!dev || path.includes('esbuild')) && existsSync(join(CHECKOUT, path)))
      cpSync(join(CHECKOUT, path), join(checkout, path), { recursive: true })
}

describe('a workspace outside the checkout', () => {
  before(() => {
    mkdirSync(workspace, { recursive: true })
    writeFileSync(join(workspace, 'BUILD.bazel'), BUILD)
    writeFileSync(join(workspace, 'file'), 'text\n')
  })
  after(async () => {
    await bazel(workspace, [base, 'shutdown'])
    await must('chmod', ['-R', 'u+w', home])
    rmSync(home, { recursive: true })
    await place[Symbol.asyncDispose]()
  })

  it('has rt by git_override', async () => {
    const repository = await gitRepository('by-git')
    const commit = (await must('git', ['-C', repository, 'rev-parse', 'HEAD'])).trim()
    await buildWith(
      `git_override(module_name = "rt", commit = "${commit}", remote = "file://${repository}")`,
    )
  })

  it('has rt by archive_override', async () => {
    const repository = await gitRepository('by-archive')
    const archive = join(place.path, 'rt.tar.gz')
    await must('git', ['-C', repository, 'archive', '--prefix=rt/', `--output=${archive}`, 'HEAD'])
    const sha256 = createHash('sha256').update(readFileSync(archive)).digest('base64')
    await buildWith(
      `archive_override(module_name = "rt", integrity = "sha256-${sha256}", strip_prefix = "rt", urls = ["file://${archive}"])`,
    )
  })

  it('has rt from a checkout below /tmp, which actions do not see, and then from another one', async () => {
    const checkout = join(place.path, 'below-tmp')
    assert.ok(checkout.startsWith('/tmp/'))
    copyCheckout(checkout)
    copyPackages(checkout)
    await buildWith(`local_path_override(module_name = "rt", path = "${checkout}")`)
    assert.ok(bundler().startsWith(home), bundler())
    await buildWith(`local_path_override(module_name = "rt", path = "${CHECKOUT}")`)
    // A checkout that is below /tmp itself has its packages copied as well.
    const packages = CHECKOUT.startsWith('/tmp/') ? home : join(CHECKOUT, 'node_modules')
    assert.ok(bundler().startsWith(packages), bundler())
  })
})
