import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { tempDir } from '../../testing/temp_dir.ts'
import { readMirrors } from './mirrors.ts'
import { saying } from '../../testing/saying.ts'

describe('readMirrors()', () => {
  it('finds none in an empty home', async () => {
    await using home = await tempDir()
    assert.equal(readMirrors({ HOME: home.path }).size, 0)
  })

  it('reads the variable, then the file', async () => {
    await using home = await tempDir()
    await mkdir(join(home.path, '.config/rt'), { recursive: true })
    await writeFile(join(home.path, '.config/rt/mirrors.json'), '{"docker.io": ["b.io"]}')
    await writeFile(join(home.path, 'other.json'), '{"docker.io": ["c.io"]}')
    const hosts = (env: Readonly<Record<string, string>>): readonly string[] =>
      readMirrors({ HOME: home.path, ...env })
        .get('docker.io')
        ?.map(({ registry }) => registry) ?? []
    assert.deepEqual(hosts({}), ['b.io'])
    assert.deepEqual(hosts({ RT_REGISTRY_MIRRORS: 'docker.io=a.io' }), ['a.io', 'b.io'])
    assert.deepEqual(hosts({ XDG_CONFIG_HOME: '/nowhere' }), [])
    const named = join(home.path, 'other.json')
    assert.deepEqual(hosts({ RT_REGISTRY_MIRRORS_FILE: named }), ['c.io'])
  })

  it('refuses what makes no sense, and a named file that is not there', async () => {
    await using home = await tempDir()
    const path = join(home.path, 'mirrors.json')
    const read = (env: Readonly<Record<string, string>>) => () =>
      readMirrors({ HOME: home.path, ...env })
    assert.throws(
      read({ RT_REGISTRY_MIRRORS: 'x' }),
      saying(/mirrors in \$RT_REGISTRY_MIRRORS: "x" is not/),
    )
    assert.throws(read({ RT_REGISTRY_MIRRORS_FILE: path }), { name: 'ExpectedFailure' })
    await writeFile(path, 'x')
    assert.throws(
      read({ RT_REGISTRY_MIRRORS_FILE: path }),
      saying(/mirrors\.json": it is not JSON$/),
    )
  })
})
