import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { writeDeb } from '../testing/deb_writer.ts'
import { Scratch } from '../testing/scratch.ts'
import { overlappingZip } from '../testing/zip_writer.ts'
import { runRt } from './testing/run_rt.ts'

const MIB = 1024 ** 2

/** More than the free amount, and next to nothing when it is compressed. */
const ZEROS = '\0'.repeat(100 * MIB)

describe('a compression bomb', () => {
  let scratch: Scratch
  before(async () => {
    scratch = await Scratch.make()
    const members = [{ name: './zeros', text: ZEROS }]
    scratch.write('bomb.deb', await writeDeb({ name: 'bomb', compression: '.zst', members }))
    scratch.write('zeros', ZEROS)
    const pack = ['-cf', 'bomb.tar.xz', '--xz', 'zeros']
    execFileSync('bsdtar', pack, { cwd: scratch.path() })
    // A directory of 150 KB says that one MiB is there 3,000 times.
    scratch.write('bomb.zip', overlappingZip(Buffer.alloc(MIB), 3000))
  })
  after(() => scratch[Symbol.asyncDispose]())

  const unpack = (file: string, entry: string): readonly string[] => [
    'fetch',
    'unpack',
    ...[`--archive=${file}`, `--file=${file}`, '--out=unpacked', '--', `kept\t${entry}\tx`],
  ]
  const layer = ['--out=out.tar', '--layers=out.json', '--key=k']
  for (const [title, args] of [
    ['in a Debian package, made a layer', ['layer', 'deb', ...layer, '--architecture=amd64']],
    ['in a Debian package, unpacked', unpack('bomb.deb', 'nothing')],
    ['in a tar', unpack('bomb.tar.xz', 'nothing')],
    ['in a zip file whose members share their bytes', unpack('bomb.zip', 'm02999')],
  ] as const) {
    it(`is refused ${title}, and nothing of it is left`, async () => {
      const before = readdirSync(scratch.path()).toSorted()
      const operands = args[1] === 'deb' ? ['--', 'bomb.deb'] : []
      const { code, stderr } = await runRt(scratch.path(), [...args, ...operands])
      assert.equal(code, 1, stderr)
      assert.match(
        stderr,
        /^rt \S+ \S+: Cannot decompress "bomb\.\S+": it grows to more than 1100 times/,
      )
      const left = readdirSync(scratch.path(), { recursive: true }).toSorted()
      assert.deepEqual(
        left.filter((name) => name !== 'unpacked'),
        before.filter((name) => name !== 'unpacked'),
      )
    })
  }
})
