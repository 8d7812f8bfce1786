import { createHash } from 'node:crypto'
import type { ZipMember } from './zip_writer.ts'
import { zipFile } from './zip_writer.ts'

/** A wheel that a test writes. */
export interface WheelParts {
  readonly name: string
  readonly version?: string
  /** Besides the descriptions. */
  readonly files: readonly ZipMember[]
  readonly entryPoints?: string
  /** Takes the place of descriptions, by their names such as "RECORD"; undefined leaves one out. */
  readonly instead?: Readonly<Record<string, string | undefined>>
  /** Lines for RECORD after the true ones. */
  readonly moreRecord?: string
}

/** The bytes of a wheel with all its descriptions; RECORD is true unless the test wants another. */
export function wheelFile(parts: WheelParts): Buffer {
  const { name, version = '1.0', files, entryPoints, instead = {}, moreRecord = '' } = parts
  const distInfo = `${name}-${version}.dist-info`
  const described: Record<string, string | undefined> = {
    METADATA: `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n\nFor tests.\n`,
    WHEEL: 'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
    'entry_points.txt': entryPoints,
    ...instead,
  }
  const descriptions = Object.entries(described).flatMap(([part, content]) =>
    content === undefined || part === 'RECORD' ? [] : [{ name: `${distInfo}/${part}`, content }],
  )
  const members = [...files, ...descriptions]
  const record = `${members.map(recordLine).join('')}${moreRecord}${distInfo}/RECORD,,\n`
  const given = 'RECORD' in instead ? instead['RECORD'] : record
  return zipFile(
    given === undefined ? members : [...members, { name: `${distInfo}/RECORD`, content: given }],
  )
}

function recordLine({ name, content }: ZipMember): string {
  const digest = createHash('sha256').update(content).digest('base64url')
  return `${name},sha256=${digest},${Buffer.byteLength(content)}\n`
}
