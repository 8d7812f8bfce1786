import { appendFileSync, cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { CHECKOUT } from '../../../tools/dev/places.ts'
import { bazel } from '../../support/bazel.ts'
import { copyWorkspace, EXAMPLES } from '../../support/workspace.ts'
import type { LargeSet } from './sets.ts'

/** A copy of `workspace/` for one set, and Bazel's outputs of it; both are gone when disposed of. */
export interface SetWorkspace extends AsyncDisposable {
  readonly path: string
}

/** What is added to MODULE.bazel. */
function tag({ packages }: LargeSet): string {
  return `
pip = use_extension("@rt//rules:extensions.bzl", "pip")
pip.install(
    name = "deps",
    architectures = ["amd64"],
    lock = "//:wheels.lock.json",
    packages = ${JSON.stringify(packages)},
    python = "3.11",
)
use_repo(pip, "deps")
`
}

/** Makes the workspace of a set. */
export function setWorkspace(set: LargeSet): SetWorkspace {
  const path = join(CHECKOUT, '.cache/e2e', `large-python-${set.name}`)
  copyWorkspace(join(import.meta.dirname, 'workspace'), path)
  appendFileSync(join(path, 'MODULE.bazel'), tag(set))
  const lock = 'python_3_11.lock.json'
  cpSync(join(EXAMPLES, 'interpreters', lock), join(path, lock))
  cpSync(join(path, 'programs', `${set.name}.py`), join(path, 'program.py'))
  return {
    path,
    async [Symbol.asyncDispose]() {
      await bazel(path, ['clean', '--expunge'])
      rmSync(path, { recursive: true, force: true })
    },
  }
}
