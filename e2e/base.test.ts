import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { describe, it } from 'node:test'
import { must } from '../tools/dev/command.ts'
import { startPodman } from '../tools/node/testing/engines.ts'
import { tempDir } from '../tools/node/testing/temp_dir.ts'
import { build, executable, outputs } from './bazel.ts'
import { blobPath, readLayout } from './image_files.ts'
import { EXAMPLES } from './workspace.ts'

const withoutDpkg = spawnSync('dpkg', ['--version']).status !== 0 && 'there is no dpkg'

/** What dpkg says of the packages of an image: name, version and architecture. */
async function packagesOf(
  target: string,
  ...options: readonly string[]
): Promise<readonly string[]> {
  // No bazel-bin: the programs that other tests find there stay as they are.
  const settings = [...options, '--experimental_convenience_symlinks=ignore']
  await build(EXAMPLES, ...settings, target)
  const [layout = ''] = await outputs(EXAMPLES, target, ...settings)
  await using root = await tempDir()
  for (const { digest } of readLayout(layout).manifest.layers)
    execFileSync('tar', ['-xf', blobPath(layout, digest), '-C', root.path])
  const dpkg = (...args: readonly string[]): string =>
    execFileSync('dpkg', [`--root=${root.path}`, ...args], { encoding: 'utf8' })
  // Files are as their packages have them: what dpkg verifies without a word.
  assert.equal(dpkg('--verify'), '')
  const listing = dpkg('-l').split('\n')
  return listing
    .filter((line) => line.startsWith('ii '))
    .map((line) => line.split(/ +/).slice(1, 4).join(' '))
}

describe('the base of Debian packages', { timeout: 600_000 }, () => {
  it('runs a C++ program that takes all from it', async () => {
    await build(EXAMPLES, '//base:load')
    const { engine, missing } = await startPodman(process.env)
    if (engine === undefined) throw new Error(missing)
    await using podman = engine
    await must(executable(EXAMPLES, '//base:load'), ['--engine=podman'], { env: podman.env })
    assert.equal(
      await podman.runContainer('distroless/surroundings:latest'),
      'user: nonroot\ntime: 2026-01-01 01:00 CET\ncertificates: more than 100\ncaught: no /nowhere\n',
    )
  })

  for (const architecture of ['amd64', 'arm64'])
    it(`lists its packages for ${architecture} to dpkg`, { skip: withoutDpkg }, async () => {
      const platform = `--platforms=@rt//platforms:linux_${architecture}`
      const packages = await packagesOf('//base:debian_cc', platform)
      assert.equal(packages.length, 9, packages.join())
      assert.ok(packages.some((line) => line.startsWith('tzdata ') && line.endsWith(' all')))
      const libc = packages.find((line) => line.startsWith('libc6'))
      assert.match(libc ?? '', new RegExp(`^libc6:${architecture} 2\\.36-\\S+ ${architecture}$`))
    })
})
