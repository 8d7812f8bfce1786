import assert from 'node:assert/strict'
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { tempDir } from '../testing/temp_dir.ts'
import { writeIfChanged } from './write_if_changed.ts'

describe('writeIfChanged', () => {
  it('leaves a file alone that is as it should be', async () => {
    await using scratch = await tempDir()
    const path = join(scratch.path, 'settings')
    writeIfChanged(path, Buffer.from('one'), 0o755)
    const { ino, mode } = statSync(path)
    writeIfChanged(path, Buffer.from('one'))
    assert.equal(statSync(path).ino, ino)
    assert.equal(mode & 0o777, 0o755)
  })

  it('replaces a file in one step, and leaves nothing beside it', async () => {
    await using scratch = await tempDir()
    const path = join(scratch.path, 'settings')
    writeIfChanged(path, Buffer.from('one'))
    const { ino } = statSync(path)
    writeIfChanged(path, Buffer.from('two'))
    assert.equal(readFileSync(path, 'utf8'), 'two')
    assert.notEqual(statSync(path).ino, ino)
    assert.deepEqual(readdirSync(scratch.path), ['settings'])
  })
})
