import { copyFileSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { CHECKOUT } from '../../tools/dev/places.ts'
import type { Command } from '../measure/command.ts'
import type { BazelWorkspace } from './bazel_push.ts'

/** A workspace of an outside user of rt. */
export interface FixedWorkspace extends BazelWorkspace, Disposable {
  readonly path: string
  /** Writes a file, and answers its path. */
  readonly put: (name: string, text: string) => string
  /** Copies a file or a directory of the examples, and answers its path. */
  readonly copy: (example: string, name: string) => string
  /** A text that no change of this run or of an earlier one has had: no cache has what is built of it. */
  readonly change: () => string
}

/**
 * Makes an empty workspace that depends on rt; it is removed when it is disposed of.
 *
 * @param name of its folder, which is the same in each run, so that Bazel finds its output of the run before
 * @param module the rest of MODULE.bazel
 */
export function makeFixedWorkspace(name: string, module = ''): FixedWorkspace {
  const path = join(CHECKOUT, '.cache', name)
  const place = (file: string): string => {
    const whole = join(path, file)
    mkdirSync(dirname(whole), { recursive: true })
    return whole
  }
  const put = (file: string, text: string): string => {
    writeFileSync(place(file), text)
    return join(path, file)
  }
  const copy = (example: string, file: string): string => {
    cpSync(join(CHECKOUT, 'examples', example), place(file), { recursive: true })
    return join(path, file)
  }
  rmSync(path, { recursive: true, force: true })
  copyFileSync(join(CHECKOUT, '.bazelversion'), place('.bazelversion'))
  put('MODULE.bazel', `${RT}${module}`)
  const run = Date.now()
  let changes = 0
  return {
    ...{ path, put, copy, change: () => `${run}.${changes++}` },
    bazel: (args): Command => ({ argv: [join(CHECKOUT, 'tools/dev/bazel'), ...args], cwd: path }),
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  }
}

const RT = `module(name = "bench")
bazel_dep(name = "rt", version = "0.1.0")
local_path_override(module_name = "rt", path = "${CHECKOUT}")
`

/**
 * The same with the Python of the examples, `@python_3_11`, and wheels.
 *
 * @param wheels calls of `pip.install` and `use_repo`
 * @param more the rest of MODULE.bazel
 */
export function makePythonFixedWorkspace(
  name: string,
  wheels: string,
  more: string,
): FixedWorkspace {
  const workspace = makeFixedWorkspace(name, `${PYTHON}${wheels}${more}`)
  workspace.copy('interpreters/python_3_11.lock.json', 'python.lock.json')
  return workspace
}

const PYTHON = `python = use_extension("@rt//rules:extensions.bzl", "python")
python.interpreter(name = "python_3_11", lock = "//:python.lock.json", version = "3.11")
use_repo(python, "python_3_11")
pip = use_extension("@rt//rules:extensions.bzl", "pip")
`
