import { copyFileSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CHECKOUT } from '../../tools/dev/places.ts'
import type { Command } from '../measure/command.ts'
import type { BazelWorkspace } from './bazel_push.ts'
import { SLIM_BUILD, slimModule } from './slim_debian.ts'

/** A workspace with the example's wine model, packaged for REST: `//:wine`. */
export interface PackagerWorkspace extends BazelWorkspace, Disposable {
  readonly path: string
  /** The lock of what the model needs. */
  readonly lock: string
  /** Changes a file of the model. */
  changeModel(): void
  /** Writes a file of connections, whose registry this is, and answers its path. */
  connections(host: string): string
}

/** At a fixed place, so that Bazel finds its output of the run before. */
const PLACE = join(CHECKOUT, '.cache/bench-packager')
const EXAMPLE = join(CHECKOUT, 'examples/packagers')
const FILES = ['packaging.yaml', 'train.py', 'wine_deps.lock.json', 'wine_model']

const MODULE = `module(name = "bench")
bazel_dep(name = "rt", version = "0.1.0")
local_path_override(module_name = "rt", path = "${CHECKOUT}")
python = use_extension("@rt//rules:extensions.bzl", "python")
python.interpreter(name = "python_3_11", lock = "//:python.lock.json", version = "3.11")
use_repo(python, "python_3_11")
pip = use_extension("@rt//rules:extensions.bzl", "pip")
pip.install(
    name = "wine_deps",
    architectures = ["amd64"],
    conda = "//:wine_model/odahuflow_model/conda.yaml",
    lock = "//:wine_deps.lock.json",
    python = "3.11",
)
use_repo(pip, "wine_deps")
${slimModule()}`

const BUILD = `load("@rt//rules:packagers.bzl", "docker_rest")
load("@rt//rules:python.bzl", "python_run")
${SLIM_BUILD}
docker_rest(
    name = "wine", artifact = glob(["wine_model/**"]) + [":model"], connections = "connections.yaml",
    interpreter = "@python_3_11", packaging = "packaging.yaml", platform = "@rt//platforms:linux_amd64",
    wheels = ["@wine_deps"],
)
python_run(
    name = "model", args = ["$(execpath wine_model/odahuflow_model/model.pkl)"], interpreter = "@python_3_11",
    main = "train.py", outs = ["wine_model/odahuflow_model/model.pkl"], wheels = ["@wine_deps"],
)
`

/** Makes the workspace; it is removed when it is disposed of. */
export function makePackagerWorkspace(): PackagerWorkspace {
  rmSync(PLACE, { recursive: true, force: true })
  mkdirSync(PLACE, { recursive: true })
  const put = (name: string, text: string): string => {
    writeFileSync(join(PLACE, name), text)
    return join(PLACE, name)
  }
  for (const name of FILES) cpSync(join(EXAMPLE, name), join(PLACE, name), { recursive: true })
  copyFileSync(join(CHECKOUT, '.bazelversion'), join(PLACE, '.bazelversion'))
  const python = join(CHECKOUT, 'examples/interpreters/python_3_11.lock.json')
  copyFileSync(python, join(PLACE, 'python.lock.json'))
  put('MODULE.bazel', MODULE)
  put('BUILD.bazel', BUILD)
  const connections = (host: string): string =>
    put(
      'connections.yaml',
      `kind: Connection\nid: registry\nspec: {type: docker, uri: "${host}/models"}\n`,
    )
  connections('127.0.0.1:1')
  const run = Date.now()
  let changes = 0
  const changeModel = (): void => {
    put('wine_model/odahuflow_model/notes.txt', `Change ${run}.${changes++}\n`)
  }
  changeModel()
  return {
    ...{ path: PLACE, lock: join(PLACE, 'wine_deps.lock.json'), changeModel, connections },
    bazel: (args): Command => ({ argv: [join(CHECKOUT, 'tools/dev/bazel'), ...args], cwd: PLACE }),
    [Symbol.dispose]: () => rmSync(PLACE, { recursive: true, force: true }),
  }
}
