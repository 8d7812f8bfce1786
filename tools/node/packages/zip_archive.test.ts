import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { crc32, deflateRawSync } from 'node:zlib'
import { ExpectedFailure } from '../../core/failure.ts'
import { Scratch } from '../../testing/scratch.ts'
import { ZipArchive } from './zip_archive.ts'

const MIB = 1024 * 1024

interface Claim {
  readonly size?: number
  readonly method?: number
  readonly flags?: number
  /** How many members of the directory have the same bytes. */
  readonly copies?: number
}

/** A zip file with compressed content, of which its directory says what a test wants. */
function deflated(content: Buffer, claim: Claim = {}): Buffer {
  const { size = content.length, method = 8, flags = 0, copies = 1 } = claim
  const data = deflateRawSync(content)
  const common = Buffer.alloc(26)
  common.writeUInt16LE(20, 0)
  common.writeUInt16LE(flags, 2)
  common.writeUInt16LE(method, 4)
  common.writeUInt32LE(crc32(content), 10)
  common.writeUInt32LE(data.length, 14)
  common.writeUInt32LE(size, 18)
  common.writeUInt16LE(1, 22)
  const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), common, Buffer.from('a'), data])
  const centrals = Array.from({ length: copies }, (_, index) => {
    const name = Buffer.from(String.fromCharCode(97 + index))
    return Buffer.concat([
      Buffer.from('PK\u0001\u0002\u0014\u0003'),
      common,
      Buffer.alloc(14),
      name,
    ])
  })
  const directory = Buffer.concat(centrals)
  const end = Buffer.alloc(22)
  end.write('PK\u0005\u0006')
  end.writeUInt16LE(copies, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(local.length, 16)
  return Buffer.concat([local, directory, end])
}

async function sizeOf(archive: Buffer): Promise<number> {
  await using scratch = await Scratch.make()
  using zip = new ZipArchive(scratch.write('a.zip', archive))
  const [member] = zip.members
  assert.ok(member)
  let size = 0
  for await (const piece of zip.read(member)) size += piece.length
  return size
}

async function refuses(archive: Buffer, says: RegExp): Promise<void> {
  await assert.rejects(sizeOf(archive), (error) => {
    assert.ok(error instanceof ExpectedFailure)
    assert.ok(error.failure.topic === 'archive' && 'problem' in error.failure)
    assert.match(error.failure.problem, says)
    return true
  })
}

describe('ZipArchive', () => {
  it('unpacks small members at once and large ones in pieces', async () => {
    for (const size of [0, 1000, 17 * MIB])
      assert.equal(await sizeOf(deflated(Buffer.alloc(size, 'x'))), size)
  })

  it('refuses members that are larger or smaller than they say', async () => {
    for (const size of [1000, 20 * MIB]) {
      const content = Buffer.alloc(size, 'x')
      await refuses(deflated(content, { size: size + 1 }), /is not what its directory says/)
      await refuses(deflated(content, { size: size - 1 }), /damaged|is not what its directory says/)
    }
  })

  it('refuses what grows beyond the limits, before anything is unpacked', async () => {
    await refuses(deflated(Buffer.from('x'), { size: 2 ** 31 }), /it grows to more than 1100 times/)
  })

  it('refuses members that share their bytes', async () => {
    await refuses(deflated(Buffer.from('x'), { copies: 2 }), /also belong to another member/)
  })

  it('refuses encryption and other methods', async () => {
    await refuses(deflated(Buffer.from('x'), { flags: 1 }), /is encrypted/)
    await refuses(deflated(Buffer.from('x'), { method: 12 }), /by a method that wheels do not have/)
  })

  it('refuses bytes that are no compressed data', async () => {
    for (const size of [1000, 17 * MIB]) {
      const archive = deflated(Buffer.alloc(size, 'x'))
      archive.fill(0xff, 31, 40)
      await refuses(archive, /the compressed bytes of a member are damaged/)
    }
  })
})
