import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { planTarball } from '../node/tarball/tarball_plan.ts'
import { writeTarballDirectory } from '../node/tarball/tarball_directory.ts'
import { startFakeRegistry } from '../testing/fake_registry.ts'
import { memoryImage } from '../testing/memory_image.ts'
import { tempDir } from '../testing/temp_dir.ts'

const MAIN = join(import.meta.dirname, 'main.ts')

const image = memoryImage({ layers: [{ files: { name: 'x' }, compression: 'none' }] })

async function writeLayout(path: string): Promise<void> {
  await writeTarballDirectory(path, image, await planTarball(image, 'oci-dir', []))
}

/** Runs a command in a shell, which redirects: only there can an output be closed or full. */
function inShell(
  command: string,
  directory = '/',
): Promise<{ readonly code: number | null; readonly stderr: string }> {
  const env = { ...process.env, RT: `${process.execPath} ${MAIN}` }
  return new Promise((resolve) => {
    const child = execFile('bash', ['-c', command], { env, cwd: directory }, (_, __, stderr) => {
      resolve({ code: child.exitCode, stderr })
    })
  })
}

describe('output that nobody takes', () => {
  const canBeFull = { skip: !existsSync('/dev/full') }
  for (const args of ['--help', 'inspect layout', 'inspect layout --json']) {
    it(`ends rt ${args} with one line that says so where the disk is full`, canBeFull, async () => {
      await using directory = await tempDir()
      await writeLayout(join(directory.path, 'layout'))
      const { code, stderr } = await inShell(`exec $RT ${args} > /dev/full`, directory.path)
      assert.equal(code, 1)
      assert.match(
        stderr,
        /^rt: Cannot write the result to standard output: ENOSPC.*\n {2}fix: .*\n$/,
      )
    })
  }

  it('ends a command with one line where a pipe is closed', async () => {
    await using directory = await tempDir()
    await writeLayout(join(directory.path, 'layout'))
    const command = '(sleep 0.2; exec $RT inspect layout) | head -0; exit ${PIPESTATUS[0]}'
    const { code, stderr } = await inShell(command, directory.path)
    assert.equal(code, 1)
    assert.match(stderr, /^rt: Cannot write the result to standard output: .*EPIPE\n {2}fix: .*\n$/)
  })

  it('does not keep an image from being pushed and tagged', async () => {
    await using directory = await tempDir()
    await writeLayout(join(directory.path, 'layout'))
    await using registry = await startFakeRegistry()
    const push = `$RT push layout ${registry.host}/x:v1`
    const lost = await inShell(
      `(sleep 0.2; exec ${push} 2>&1 >out) | true; exit \${PIPESTATUS[0]}`,
      directory.path,
    )
    assert.equal(lost.code, 0)
    const both = await inShell(`(sleep 0.2; exec ${push}2) 2>&1 | true`, directory.path)
    assert.equal(both.code, 0)
    for (const tag of ['v1', 'v12']) {
      const found = await fetch(`http://${registry.host}/v2/x/manifests/${tag}`)
      assert.equal(found.status, 200, tag)
    }
  })

  it('changes nothing of an exit code where only errors are lost', async () => {
    const { code } = await inShell('(sleep 0.2; exec $RT x) 2>&1 | true; exit ${PIPESTATUS[0]}')
    assert.equal(code, 1)
  })
})
