import type { Hash } from 'node:crypto'
import { createHash } from 'node:crypto'
import type { ImagePath } from '../../core/entries/entry.ts'
import type { Stanza } from '../../core/deb/stanza.ts'
import { parseStanza } from '../../core/deb/stanza.ts'
import type { SpoolRange, UnpackedMember, UnpackedPackage } from '../../core/deb/unpacked.ts'
import { DebFile, notAPackage } from './deb_file.ts'
import type { Spool } from './spool.ts'
import type { TarMember } from './tar_members.ts'
import { tarMembers } from './tar_members.ts'

/**
 * Reads a Debian package; the contents of its files go to the spool. No script of it is run.
 *
 * @throws ExpectedFailure when the file is missing, damaged, no Debian package, or not safe to unpack
 */
export async function unpackDeb(path: string, spool: Spool): Promise<UnpackedPackage> {
  await using deb = await DebFile.open(path)
  const control = await readControl(deb)
  const members: UnpackedMember[] = []
  const contents = new Map<ImagePath, SpoolRange>()
  for await (const member of tarMembers(path, deb.tar('data'))) {
    const md5 = control.conffiles.has(`/${member.safe.path}`) ? createHash('md5') : undefined
    const content = await takeContent(member, contents, spool, md5)
    members.push(unpacked(member, content, md5))
  }
  return { ...control, file: path, members }
}

/** The bytes of a file; a hard link is another file of the same bytes. */
async function takeContent(
  { kind, safe, content }: TarMember,
  contents: Map<ImagePath, SpoolRange>,
  spool: Spool,
  md5: Hash | undefined,
): Promise<SpoolRange | undefined> {
  if (kind === 'hardlink') return safe.linked === undefined ? undefined : contents.get(safe.linked)
  const offset = spool.size
  for await (const chunk of content) {
    spool.add(chunk)
    md5?.update(chunk)
  }
  if (kind !== 'file') return undefined
  const range = { offset, size: spool.size - offset }
  contents.set(safe.path, range)
  return range
}

function unpacked(
  { kind, safe, mode, uid, gid, target }: TarMember,
  content: SpoolRange | undefined,
  md5: Hash | undefined,
): UnpackedMember {
  const { path } = safe
  if (kind === 'directory') return { path, kind, mode, uid, gid, target: '' }
  if (kind === 'symlink') return { path, kind: 'link', mode: 0o777, uid, gid, target }
  return {
    path,
    kind: 'file',
    mode,
    uid,
    gid,
    target: '',
    ...(content !== undefined && content.size > 0 && { content }),
    ...(md5 !== undefined && { md5: md5.digest('hex') }),
  }
}

type Control = Omit<UnpackedPackage, 'file' | 'members'>

/** Bytes of a file of control.tar at most; the largest lists of hashes have a few MiB. */
const MAX_CONTROL_BYTES = 64 * 1024 * 1024

async function readControl(deb: DebFile): Promise<Control> {
  const texts = new Map<string, string>()
  for await (const { kind, safe, content } of tarMembers(deb.path, deb.tar('control'))) {
    const pieces: Uint8Array[] = []
    let size = 0
    for await (const chunk of content) {
      pieces.push(chunk)
      size += chunk.length
      if (size > MAX_CONTROL_BYTES) throw notAPackage(deb.path, `"${safe.path}" in it is too large`)
    }
    if (kind === 'file') texts.set(safe.path, Buffer.concat(pieces).toString('utf8'))
  }
  const control = parseStanza(texts.get('control') ?? '')
  return {
    control,
    name: fieldOf(deb, control, 'Package'),
    version: fieldOf(deb, control, 'Version'),
    architecture: fieldOf(deb, control, 'Architecture'),
    md5sums: linesOf(texts.get('md5sums')),
    conffiles: new Set(linesOf(texts.get('conffiles')).map((line) => line.trim())),
  }
}

/** Names become parts of paths: only what Debian Policy, section 5.6, allows. */
const NAME = /^[a-zA-Z0-9][a-zA-Z0-9+.-]*$/

function fieldOf(deb: DebFile, control: Stanza, name: string): string {
  const value = control.get(name) ?? ''
  if (value === '') throw notAPackage(deb.path, `its control file has no field ${name}`)
  if (name !== 'Version' && !NAME.test(value))
    throw notAPackage(deb.path, `the field ${name} of its control file is "${value}"`)
  return value
}

/** Lines without the empty ones; a conffile that the next version removes has a flag before its path. */
function linesOf(text = ''): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.replace(/^remove-on-upgrade\s+/, ''))
    .filter((line) => line.trim() !== '')
}
