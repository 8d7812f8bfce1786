import { sameAttributes } from '../entries/entry.ts'
import { BLOCK_SIZE, BlockSlab, paddingAfter } from './block.ts'
import { fitsOctal, isAscii, splitName } from './limits.ts'
import { paxBody, paxRecords } from './pax.ts'
import type { TarHeader } from './tar_header.ts'
import type { UstarCommon, UstarTemplate } from './ustar.ts'
import { fillUstar, ustarTemplate } from './ustar.ts'

/**
 * Encodes the header of an entry: one ustar block, with a pax extended header before it where ustar cannot
 * say all (POSIX.1-2008, pax, "pax Interchange Format"). The same header is always the same bytes.
 */
export function encodeTarHeader(header: TarHeader): Uint8Array {
  return new HeaderEncoder().encode(header)
}

/**
 * Encodes many headers as {@link encodeTarHeader} does. Most differ in path and size only from the last one of
 * their kind, and are made from a copy of it.
 */
export class HeaderEncoder {
  readonly #blocks = new BlockSlab()
  readonly #last = new Map<TarHeader['kind'], Similar>()

  encode(header: TarHeader): Uint8Array {
    const name = nameInHeader(header)
    const own = isAscii(name) && fitsOctal(header.size, 11) ? splitName(name) : undefined
    const { isPlain, template } = this.#similarTo(header)
    if (own === undefined || !isPlain) return encodeExtended(header, name, template)
    const block = this.#blocks.take()
    fillUstar(block, template, { name: own.name, prefix: own.prefix, size: header.size })
    return block
  }

  #similarTo(header: TarHeader): Similar {
    const last = this.#last.get(header.kind)
    if (last?.header.target === header.target && sameAttributes(last.header, header)) return last
    const isPlain = paxRecords({ ...header, size: 0 }, '').length === 0
    const similar = { header, isPlain, template: ustarTemplate(commonOf(header)) }
    this.#last.set(header.kind, similar)
    return similar
  }
}

/** What headers that differ in path and size only are made from. */
interface Similar {
  readonly header: TarHeader
  /** True when ustar can say all that they have in common. */
  readonly isPlain: boolean
  readonly template: UstarTemplate
}

function encodeExtended(header: TarHeader, name: string, template: UstarTemplate): Uint8Array {
  const body = paxBody(paxRecords(header, name))
  const bytes = new Uint8Array(2 * BLOCK_SIZE + body.length + paddingAfter(body.length))
  const extended = { name: '././@PaxHeader', prefix: '', size: body.length }
  fillUstar(bytes.subarray(0, BLOCK_SIZE), EXTENDED_HEADER, extended)
  bytes.set(body, BLOCK_SIZE)
  const split = splitName(name) ?? { name, prefix: '' }
  const size = fitsOctal(header.size, 11) ? header.size : 0
  fillUstar(bytes.subarray(-BLOCK_SIZE), template, { ...split, size })
  return bytes
}

/** Directories end in a slash, so that old readers know them. */
function nameInHeader(header: TarHeader): string {
  if (header.kind !== 'directory') return header.path
  return header.path === '' ? './' : `${header.path}/`
}

const EXTENDED_HEADER = ustarTemplate({
  typeflag: 'x',
  mode: 0o644,
  uid: 0,
  gid: 0,
  mtime: 0,
  linkname: '',
  uname: '',
  gname: '',
})

const TYPEFLAGS = { file: '0', link: '2', directory: '5' } as const

/** Numbers that ustar cannot say are 0; pax says them. */
function commonOf({ kind, mode, uid, gid, mtime, target, uname, gname }: TarHeader): UstarCommon {
  return {
    typeflag: TYPEFLAGS[kind],
    mode,
    uid: fitsOctal(uid, 7) ? uid : 0,
    gid: fitsOctal(gid, 7) ? gid : 0,
    mtime: fitsOctal(mtime.seconds, 11) ? mtime.seconds : 0,
    linkname: target,
    uname,
    gname,
  }
}
