import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FixedWorkspace } from './fixed_workspace.ts'
import { makePythonFixedWorkspace } from './fixed_workspace.ts'
import { SLIM_BUILD, slimModule } from './slim_debian.ts'

/** A workspace with the Bento of the examples: `//bento`. */
export interface BentoWorkspace extends FixedWorkspace {
  /** The lock of its wheels. */
  readonly lock: string
  /** Changes a line of the service. */
  edit(): void
  /** Makes or changes the model of a Bento that has the files of the folder `weights`: `//weights:bento.image`. */
  changeModel(): void
}

/** What the Dockerfile of `bentoml containerize` installs on its base. */
const CONTAINERIZE = ['build-essential', 'git', 'gnupg2']

const WHEELS = `pip.install(
    name = "bento_deps",
    architectures = ["amd64"],
    bentofile = "//bento:bentofile.yaml",
    lock = "//bento:bento_deps.lock.json",
    python = "3.11",
)
use_repo(pip, "bento_deps")
`

const LARGE_SERVICE = `import bentoml
@bentoml.service
class Large:
    model = bentoml.models.BentoModel("weights:latest")
    @bentoml.api
    def size(self) -> int:
        return 0
`
const LARGE_BENTOFILE = 'service: "serve:Large"\nname: large\nmodels: ["weights:latest"]\n'

/** A Bento with these files as its model, whose description changes with the round. */
function largeBento(round: string): string {
  return `load("@rt//rules:bento.bzl", "bento", "bento_model")
bento_model(
    name = "model",
    files = glob(["*.safetensors"]),
    labels = {"round": "${round}"},
    tag = "weights:v1",
)
bento(
    name = "bento",
    srcs = ["serve.py"],
    bentofile = "bentofile.yaml",
    interpreter = "@python_3_11",
    models = [":model"],
    platform = "@rt//platforms:linux_amd64",
    wheels = ["@bento_deps"],
)
`
}

/** Makes the workspace; it is removed when it is disposed of. */
export function makeBentoWorkspace(): BentoWorkspace {
  const slim = slimModule(CONTAINERIZE)
  const workspace = makePythonFixedWorkspace('bench-bento', WHEELS, slim)
  const { put, copy, change } = workspace
  const service = readFileSync(join(copy('bento', 'bento'), 'serve.py'), 'utf8')
  put('BUILD.bazel', SLIM_BUILD)
  put('weights/serve.py', LARGE_SERVICE)
  put('weights/bentofile.yaml', LARGE_BENTOFILE)
  return {
    ...workspace,
    lock: join(workspace.path, 'bento/bento_deps.lock.json'),
    edit: () => put('bento/serve.py', `${service}\n# Edit ${change()}\n`),
    changeModel: () => put('weights/BUILD.bazel', largeBento(change())),
  }
}
