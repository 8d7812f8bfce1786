import { createHash } from 'node:crypto'
import type { ZipMember } from '../../core/archive/zip_directory.ts'
import type { SpoolRange } from '../../core/deb/unpacked.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import type { Environment, InstalledFile } from '../../core/python/environment.ts'
import type { WheelContents } from '../../core/python/install_plan.ts'
import { installWheel, isOutsideRecord } from '../../core/python/install_plan.ts'
import { SCRIPT_PLACEHOLDER } from '../../core/python/entry_points.ts'
import { readWheel } from '../../core/python/read_wheel.ts'
import type { Wheel, WheelMember } from '../../core/python/wheel.ts'
import type { Result } from '../../core/result.ts'
import { ZipArchive } from '../packages/zip_archive.ts'
import type { Spool } from '../deb/spool.ts'

/** Bytes of a description at most, since it is read into memory whole. */
const MAX_TEXT_SIZE = 64 * 1024 * 1024
/** Scripts with a placeholder are texts; what is larger is a program. */
const MAX_SCRIPT_SIZE = 1024 * 1024
const EXECUTABLE_BITS = 0o111

/** A wheel whose descriptions are read and whose files can be. */
export class WheelArchive implements Disposable {
  readonly wheel: Wheel
  readonly #zip: ZipArchive
  readonly #members: ReadonlyMap<string, ZipMember>

  /** @throws ExpectedFailure when it is missing, damaged, or no wheel */
  constructor(file: string) {
    this.#zip = new ZipArchive(file)
    try {
      this.#members = new Map(this.#zip.members.map((member) => [member.name, member]))
      const members = this.#zip.members.map(({ name, size, mode }): WheelMember => {
        return { path: name, size, isExecutable: (mode & EXECUTABLE_BITS) !== 0 }
      })
      this.wheel = this.#accept(readWheel(file, members, (path) => this.#text(path)))
    } catch (error) {
      this.#zip[Symbol.dispose]()
      throw error
    }
  }

  /** Bytes of the file. */
  get size(): number {
    return this.#zip.size
  }

  [Symbol.dispose](): void {
    this.#zip[Symbol.dispose]()
  }

  /** Where each of its files goes. */
  install(environment: Environment): readonly InstalledFile[] {
    const contents: WheelContents = {
      script: (member) => this.#script(member),
      hash: (text) => `sha256=${createHash('sha256').update(text).digest('base64url')}`,
      size: (text) => Buffer.byteLength(text),
    }
    return this.#accept(installWheel(this.wheel, environment, contents))
  }

  /**
   * Unpacks all files, and checks the hash of each.
   *
   * @param onUnpacked is told of each file as soon as it is there
   */
  async unpack(spool: Spool, onUnpacked: (path: string, range: SpoolRange) => void): Promise<void> {
    for (const member of this.#zip.members) {
      if (isOutsideRecord(this.wheel, member.name)) continue
      const offset = spool.size
      const [algorithm, expected] = splitHash(this.wheel.record.get(member.name)?.hash)
      const hash = createHash(algorithm)
      for await (const piece of this.#zip.read(member)) {
        hash.update(piece)
        spool.add(piece)
      }
      if (hash.digest('base64url') !== expected)
        this.#refuse(`"${member.name}" does not have the hash that RECORD says`)
      onUnpacked(member.name, { offset, size: member.size })
    }
  }

  #text(path: string): string | undefined {
    const member = this.#members.get(path)
    if (member === undefined || member.size > MAX_TEXT_SIZE) return undefined
    return Buffer.from(this.#zip.readWhole(member)).toString('utf8')
  }

  #script({ path, size }: WheelMember): string | undefined {
    if (size > MAX_SCRIPT_SIZE) return undefined
    const text = this.#text(path)
    return text?.startsWith(SCRIPT_PLACEHOLDER) === true ? text : undefined
  }

  #accept<T>(result: Result<T, string>): T {
    return result.ok ? result.value : this.#refuse(result.failure)
  }

  #refuse(problem: string): never {
    const file = this.#zip.path
    throw new ExpectedFailure({ topic: 'python', reason: 'invalid-wheel', file, problem })
  }
}

function splitHash(hash = ''): readonly [algorithm: string, digest: string] {
  const equals = hash.indexOf('=')
  return [hash.slice(0, Math.max(0, equals)), hash.slice(equals + 1)]
}
