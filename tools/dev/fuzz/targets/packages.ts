import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, posix } from 'node:path'
import { parseRelations, printRelation } from '../../../core/deb/relation.ts'
import { parseStanza, parseStanzas, printStanza } from '../../../core/deb/stanza.ts'
import { compareVersions } from '../../../core/deb/version.ts'
import { ExpectedFailure } from '../../../core/failure.ts'
import { DebFile } from '../../../node/deb/deb_file.ts'
import { tarMembers } from '../../../node/deb/tar_members.ts'
import { openArchive } from '../../../node/packages/open_archive.ts'
import { writeDeb } from '../../../testing/deb_writer.ts'
import { overlappingZip, zipFile } from '../../../testing/zip_writer.ts'
import { roughBytes, roughText } from '../arbitraries.ts'
import { assertErrorShape } from '../error_shape.ts'
import type { FuzzTarget } from '../target.ts'
import { fuzzTarget } from '../target.ts'

/** Gives bytes to a reader of files, which may refuse them in rt's shape of errors and in no other way. */
async function readAsFile(bytes: Uint8Array, read: (path: string) => Promise<void>): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'rt-fuzz-'))
  const path = join(directory, 'archive')
  try {
    writeFileSync(path, bytes)
    await read(path)
  } catch (error) {
    if (!(error instanceof ExpectedFailure)) throw error
    assertErrorShape(error.failure)
  } finally {
    rmSync(directory, { recursive: true })
  }
}

/** What is unpacked stays below the root. */
function assertInside(path: string): void {
  assert.match(posix.resolve('/root', path), /^\/root(\/|$)/)
}

const MEMBERS = [
  { name: './', type: 'directory' },
  { name: './usr/a', text: 'content', mode: 0o755 },
  { name: './usr/b', type: 'symlink', linkname: 'a' },
  { name: './usr/c', type: 'link', linkname: './usr/a' },
  { name: `./${'long/'.repeat(40)}d`, text: 'x'.repeat(600) },
] as const
const DEBS = await Promise.all(
  (['', '.gz', '.zst'] as const).map((compression) =>
    writeDeb({ name: 'a', fields: ['Depends: b (>= 1)'], members: MEMBERS, compression }),
  ),
)

const debPackage = fuzzTarget('deb-package', roughBytes(DEBS), (bytes) =>
  readAsFile(bytes, async (path) => {
    await using deb = await DebFile.open(path)
    for (const part of ['control', 'data'] as const) {
      for await (const { safe, content } of tarMembers(path, deb.tar(part))) {
        assertInside(safe.path)
        if (safe.linked !== undefined) assertInside(safe.linked)
        for await (const piece of content) assert(piece.length > 0)
      }
    }
  }),
)

const ZIPS = [
  zipFile([
    { name: 'x/lib.so', content: 'library', mode: 0o100755 },
    { name: 'x/', content: '', mode: 0o040755 },
    { name: 'x/link', content: 'lib.so', mode: 0o120777 },
  ]),
  overlappingZip(Buffer.from('shared'), 3),
]

const zip = fuzzTarget('zip-file', roughBytes(ZIPS), (bytes) =>
  readAsFile(bytes, async (path) => {
    for (const member of await openArchive(path, 'x.whl').list()) assertInside(member.path)
  }),
)

const CONTROLS = [
  'Package: a\nVersion: 1:2.0~rc1-3+b1\nDepends: libc6 (>= 2.36), b | c (<< 2) [amd64], d:any\nDescription: short\n long\n .\n more\n',
  'Package: a\n\nPackage: b\nX-Empty:\n\n\n# no field\nPackage: c\n',
]
const CONTROL_WORDS = [
  ...['Package', 'Depends', 'Version', ': ', ':', '\n', '\n ', '\n\n', ' .', ', ', ' | ', '(', ')'],
  ...['>= ', '<< ', '= ', '~', '+', '-', '1:', '2.0', ':any', '[amd64]', '<!nocheck>', 'libc6'],
]

const control = fuzzTarget('control-file', roughText(CONTROLS, CONTROL_WORDS), (text) => {
  for (const stanza of parseStanzas(text)) {
    for (const value of stanza.values()) {
      for (const relation of parseRelations(value).flat()) {
        assert.deepEqual(parseRelations(printRelation(relation)), [[relation]])
      }
      const order = compareVersions(value, '1:2.0~rc1-3')
      assert.equal(Math.sign(compareVersions('1:2.0~rc1-3', value)) + Math.sign(order), 0)
    }
    assert.deepEqual(parseStanza(printStanza(stanza)), stanza)
  }
})

/** Readers of packages that are unpacked. */
export const PACKAGE_TARGETS: readonly FuzzTarget[] = [debPackage, zip, control]
