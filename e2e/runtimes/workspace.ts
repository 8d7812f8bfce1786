import { appendFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { CHECKOUT } from '../../tools/dev/places.ts'
import { bazel } from '../support/bazel.ts'
import { copyWorkspace } from '../support/workspace.ts'
import type { LargeSet } from './sets.ts'

/** A copy of `workspace/` for one set, and Bazel's outputs of it; both are gone when disposed of. */
export interface SetWorkspace extends AsyncDisposable {
  readonly path: string
}

/** What is added to MODULE.bazel. */
function tags({ tag, suite }: LargeSet): string {
  return `
runtimes = use_extension("@rt//rules:extensions.bzl", "runtimes")
${tag}

apt = use_extension("@rt//rules:extensions.bzl", "apt")
apt.install(
    name = "debian",
    lock = "//:debian.lock.json",
    packages = ["libc6", "libgcc-s1", "libstdc++6", "zlib1g"],
    suite = "${suite}",
)
use_repo(apt, "debian")
`
}

/** Makes the workspace of a set. */
export function setWorkspace(set: LargeSet): SetWorkspace {
  const path = join(CHECKOUT, '.cache/e2e', `large-${set.name}`)
  copyWorkspace(join(import.meta.dirname, 'workspace'), path)
  appendFileSync(join(path, 'MODULE.bazel'), tags(set))
  return {
    path,
    async [Symbol.asyncDispose]() {
      await bazel(path, ['clean', '--expunge'])
      rmSync(path, { recursive: true, force: true })
    },
  }
}
