import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { TempDir } from './temp_dir.ts'
import { tempDir } from './temp_dir.ts'

/** Source files for one test, in a temporary directory. */
export class Scratch implements AsyncDisposable {
  readonly #directory: TempDir

  private constructor(directory: TempDir) {
    this.#directory = directory
  }

  static async make(): Promise<Scratch> {
    return new Scratch(await tempDir())
  }

  /** The absolute path of a name in the directory. */
  path(name = ''): string {
    return join(this.#directory.path, name)
  }

  /** Writes a file, and the directories above it. */
  write(name: string, content: string | Uint8Array): string {
    const path = this.path(name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
    return path
  }

  /** Makes a symbolic link, and the directories above it. */
  link(name: string, target: string): string {
    const path = this.path(name)
    mkdirSync(dirname(path), { recursive: true })
    symlinkSync(target, path)
    return path
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#directory[Symbol.asyncDispose]()
  }
}
