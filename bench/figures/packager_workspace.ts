import { join } from 'node:path'
import type { FixedWorkspace } from './fixed_workspace.ts'
import { makePythonFixedWorkspace } from './fixed_workspace.ts'
import { SLIM_BUILD, slimModule } from './slim_debian.ts'

/** A workspace with the example's wine model, packaged for REST: `//:wine`. */
export interface PackagerWorkspace extends FixedWorkspace {
  /** The lock of what the model needs. */
  readonly lock: string
  /** Changes a file of the model. */
  changeModel(): void
  /** Writes a file of connections, whose registry this is, and answers its path. */
  connections(host: string): string
}

const FILES = ['packaging.yaml', 'train.py', 'wine_deps.lock.json', 'wine_model']

const WHEELS = `pip.install(
    name = "wine_deps",
    architectures = ["amd64"],
    conda = "//:wine_model/odahuflow_model/conda.yaml",
    lock = "//:wine_deps.lock.json",
    python = "3.11",
)
use_repo(pip, "wine_deps")
`

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
  const workspace = makePythonFixedWorkspace('bench-packager', WHEELS, slimModule())
  const { path, put, copy, change } = workspace
  for (const name of FILES) copy(`packagers/${name}`, name)
  put('BUILD.bazel', BUILD)
  const connections = (host: string): string =>
    put(
      'connections.yaml',
      `kind: Connection\nid: registry\nspec: {type: docker, uri: "${host}/models"}\n`,
    )
  connections('127.0.0.1:1')
  const changeModel = (): void => {
    put('wine_model/odahuflow_model/notes.txt', `Change ${change()}\n`)
  }
  changeModel()
  return { ...workspace, lock: join(path, 'wine_deps.lock.json'), changeModel, connections }
}
