import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { Scratch } from '../../testing/scratch.ts'
import type { RtOutcome } from '../testing/run_rt.ts'
import { runRt } from '../testing/run_rt.ts'

const NAME = 'wine-service'
const BIG = 8 * 1024 ** 2

function rt(files: Scratch, ...args: readonly string[]): Promise<RtOutcome> {
  return runRt(files.path(), ['bento', ...args], { BENTOML_HOME: files.path('home') })
}

/** Writes the directory of a Bento with one large file, and a model. */
function writeBento(files: Scratch, version: string, day: number): string {
  const folder = `from/${version}`
  const time = `2026-01-0${day}T10:00:00+00:00`
  const yaml = `name: ${NAME}\nversion: ${version}\ncreation_time: "${time}"\nmodels:\n- tag: wine:m1\n`
  files.write(`${folder}/bento.yaml`, yaml)
  files.write(`${folder}/src/big.bin`, '')
  truncateSync(files.path(`${folder}/src/big.bin`), BIG)
  files.write(`${folder}/models/wine/m1/model.yaml`, 'name: wine\nversion: m1\n')
  return folder
}

/** Whether a store holds whole items only, and its pointer leads to one of them. */
function checkStore(files: Scratch): readonly string[] {
  const folder = files.path(`home/bentos/${NAME}`)
  if (!existsSync(folder)) return []
  const versions = readdirSync(folder).filter((name) => name !== 'latest')
  for (const version of versions) {
    assert.match(
      readFileSync(join(folder, version, 'bento.yaml'), 'utf8'),
      new RegExp(`version: ${version}`),
    )
    assert.equal(statSync(join(folder, version, 'src/big.bin')).size, BIG)
  }
  const latest = join(folder, 'latest')
  if (existsSync(latest)) assert.ok(versions.includes(readFileSync(latest, 'utf8')))
  return versions.toSorted()
}

describe('a store that several programs change at once', () => {
  it('is whole, and points to the newest', async () => {
    await using files = await Scratch.make()
    const folders = [1, 2, 3, 4].map((day) => writeBento(files, `v${day}`, day))
    for (const folder of folders.slice(0, 2))
      assert.equal((await rt(files, 'import', folder)).code, 0)
    const outcomes = await Promise.all([
      rt(files, 'import', 'from/v3'),
      rt(files, 'delete', '-y', `${NAME}:v1`),
      rt(files, 'export', `${NAME}:v2`, 'same.tar'),
      rt(files, 'import', 'from/v4'),
      rt(files, 'delete', '-y', `${NAME}:v1`),
      rt(files, 'export', `${NAME}:v2`, 'same.tar'),
      rt(files, 'list'),
      rt(files, 'import', 'from/v4'),
    ])
    assert.deepEqual(
      outcomes.map(({ code }) => code).filter((code) => code !== 0),
      [1, 1],
      outcomes.map(({ stderr }) => stderr).join(''),
    )
    assert.deepEqual(checkStore(files), ['v2', 'v3', 'v4'])
    assert.equal(readFileSync(files.path(`home/bentos/${NAME}/latest`), 'utf8'), 'v4')
    assert.equal((await rt(files, 'export', `${NAME}:v2`, 'alone.tar')).code, 0)
    assert.deepEqual(readFileSync(files.path('same.tar')), readFileSync(files.path('alone.tar')))
    assert.deepEqual(readdirSync(files.path('home/tmp')), [])
  })

  it('keeps a name that is emptied and filled', async () => {
    await using files = await Scratch.make()
    const folders = [1, 2].map((day) => writeBento(files, `v${day}`, day))
    await rt(files, 'import', folders[0] ?? '')
    for (const [gone, come] of [
      ['v1', 'v2'],
      ['v2', 'v1'],
      ['v1', 'v2'],
    ] as const) {
      const outcomes = await Promise.all([
        rt(files, 'delete', '-y', `${NAME}:${gone}`),
        rt(files, 'import', `from/${come}`),
      ])
      assert.deepEqual(
        outcomes.map(({ code, stderr }) => [code, stderr]),
        [
          [0, ''],
          [0, ''],
        ],
      )
      assert.deepEqual(checkStore(files), [come])
      assert.equal(readFileSync(files.path(`home/bentos/${NAME}/latest`), 'utf8'), come)
    }
  })
})

/** Starts rt, and kills it when it has begun to write. */
async function killed(
  files: Scratch,
  begun: () => boolean,
  ...args: readonly string[]
): Promise<void> {
  const main = join(import.meta.dirname, '..', 'main.ts')
  const env = { ...process.env, BENTOML_HOME: files.path('home') }
  const child = spawn(process.execPath, [main, 'bento', ...args], { cwd: files.path(), env })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  while (child.exitCode === null && !begun()) await setTimeout(1)
  child.kill('SIGKILL')
  await ended
}

describe('a program that is killed', () => {
  it('leaves no part of an item, and what it leaves is removed by the next one', async () => {
    await using files = await Scratch.make()
    const folder = writeBento(files, 'v1', 1)
    const staged = (): boolean =>
      existsSync(files.path('home/tmp')) && readdirSync(files.path('home/tmp')).length > 0
    for (let round = 0; round < 3; round += 1) {
      await killed(files, staged, 'import', folder)
      checkStore(files)
    }
    await rt(files, 'delete', '-y', NAME)
    assert.equal((await rt(files, 'import', folder)).code, 0)
    assert.deepEqual(checkStore(files), ['v1'])
    assert.deepEqual(readdirSync(files.path('home/tmp')), [])
  })

  it('leaves no part of an export under its name', async () => {
    await using files = await Scratch.make()
    await rt(files, 'import', writeBento(files, 'v1', 1))
    const partials = (): readonly string[] =>
      readdirSync(files.path()).filter((name) => name.endsWith('.partial'))
    await killed(files, () => partials().length > 0, 'export', NAME, 'out.tar')
    if (partials().length > 0) assert.equal(existsSync(files.path('out.tar')), false)
    assert.equal((await rt(files, 'export', NAME, 'out.tar')).code, 0)
    assert.deepEqual(partials(), [])
    assert.ok(statSync(files.path('out.tar')).size > BIG)
  })

  it('leaves a store that others read while it deletes', async () => {
    await using files = await Scratch.make()
    for (const day of [1, 2]) await rt(files, 'import', writeBento(files, `v${day}`, day))
    const folder = files.path(`home/bentos/${NAME}`)
    const moved = (): boolean => readFileSync(join(folder, 'latest'), 'utf8') === 'v1'
    await killed(files, moved, 'delete', '-y', `${NAME}:v2`)
    const versions = checkStore(files)
    assert.ok(versions.includes('v1'))
    const { stdout } = await rt(files, 'get', NAME, '-o', 'path')
    assert.equal(stdout, `${join(folder, 'v1')}\n`)
  })
})
