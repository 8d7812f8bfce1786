import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, it } from 'node:test'
import { tempDir } from '../testing/temp_dir.ts'
import type { Finished } from './command.ts'
import { must, run } from './command.ts'
import { CHECKOUT } from './places.ts'

/** The locale of a script that bootstrap.mjs has started with nothing but these variables. */
async function localeWith(env: NodeJS.ProcessEnv): Promise<string> {
  await using scratch = await tempDir()
  const script = join(scratch.path, 'locale.ts')
  writeFileSync(script, 'const { LC_ALL, LANG } = process.env; console.log(LC_ALL ?? LANG)')
  const bootstrap = join(CHECKOUT, 'tools/dev/bootstrap.mjs')
  const { PATH } = process.env
  const args = [bootstrap, 'run', relative(CHECKOUT, script)]
  return (await must(process.execPath, args, { env: { PATH, ...env } })).trim()
}

describe('npm run rt', () => {
  it('takes paths from the directory that people are in', async () => {
    await using place = await tempDir()
    await using other = await tempDir()
    writeFileSync(join(place.path, 'layout'), '')
    const bootstrap = join(CHECKOUT, 'tools/dev/bootstrap.mjs')
    const inspect = (cwd: string): Promise<Finished> =>
      run('npm', ['--prefix', CHECKOUT, '--silent', 'run', 'rt', '--', 'inspect', 'layout'], {
        cwd,
      })
    const here = await inspect(place.path)
    assert.match(
      here.stderr,
      new RegExp(`rt inspect: Cannot read "${place.path}/layout" as an OCI image layout`),
    )
    const elsewhere = await inspect(other.path)
    assert.doesNotMatch(elsewhere.stderr, /OCI image layout/)
    const env = { ...process.env, INIT_CWD: undefined }
    const direct = await run(process.execPath, [bootstrap, 'rt', 'inspect', 'layout'], {
      cwd: place.path,
      env,
    })
    assert.match(direct.stderr, /as an OCI image layout/)
  })
})

describe('bootstrap', { skip: process.platform !== 'linux' && 'it is about Linux' }, () => {
  it('reads names in UTF-8 where the machine has no locale, or one without them', async () => {
    assert.equal(await localeWith({}), 'C.UTF-8')
    assert.equal(await localeWith({ LANG: 'C.UTF-8', LC_ALL: 'C' }), 'C.UTF-8')
  })

  it('leaves a locale in UTF-8 alone', async () => {
    assert.equal(await localeWith({ LANG: 'en_US.UTF-8' }), 'en_US.UTF-8')
  })
})
