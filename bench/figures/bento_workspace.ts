import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CHECKOUT } from '../../tools/dev/places.ts'
import type { Command } from '../measure/command.ts'
import type { BazelWorkspace } from './bazel_push.ts'
import { SLIM_BUILD, slimModule } from './slim_debian.ts'

/** A workspace with the Bento of the examples: `//bento`. */
export interface BentoWorkspace extends BazelWorkspace, Disposable {
  readonly path: string
  /** The lock of its wheels. */
  readonly lock: string
  /** Changes a line of the service. */
  edit(): void
  /** Makes or changes the model of a Bento that has the files of the folder `weights`: `//weights:bento.image`. */
  changeModel(): void
}

/** At a fixed place, so that Bazel finds its output of the run before. */
const PLACE = join(CHECKOUT, '.cache/bench-bento')
const EXAMPLES = join(CHECKOUT, 'examples')

/** What the Dockerfile of `bentoml containerize` installs on its base. */
const CONTAINERIZE = ['build-essential', 'git', 'gnupg2']

const MODULE = `module(name = "bench")
bazel_dep(name = "rt", version = "0.1.0")
local_path_override(module_name = "rt", path = "${CHECKOUT}")
python = use_extension("@rt//rules:extensions.bzl", "python")
python.interpreter(name = "python_3_11", lock = "//:python.lock.json", version = "3.11")
use_repo(python, "python_3_11")
pip = use_extension("@rt//rules:extensions.bzl", "pip")
pip.install(
    name = "bento_deps",
    architectures = ["amd64"],
    bentofile = "//bento:bentofile.yaml",
    lock = "//bento:bento_deps.lock.json",
    python = "3.11",
)
use_repo(pip, "bento_deps")
${slimModule(CONTAINERIZE)}`

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
  rmSync(PLACE, { recursive: true, force: true })
  mkdirSync(join(PLACE, 'weights'), { recursive: true })
  const put = (name: string, text: string): void => writeFileSync(join(PLACE, name), text)
  copyFileSync(join(CHECKOUT, '.bazelversion'), join(PLACE, '.bazelversion'))
  copyFileSync(
    join(EXAMPLES, 'interpreters/python_3_11.lock.json'),
    join(PLACE, 'python.lock.json'),
  )
  cpSync(join(EXAMPLES, 'bento'), join(PLACE, 'bento'), { recursive: true })
  put('MODULE.bazel', MODULE)
  put('BUILD.bazel', SLIM_BUILD)
  put('weights/serve.py', LARGE_SERVICE)
  put('weights/bentofile.yaml', LARGE_BENTOFILE)
  const service = readFileSync(join(PLACE, 'bento/serve.py'), 'utf8')
  // No cache of an earlier run has what is built of it.
  const run = Date.now()
  let changes = 0
  return {
    path: PLACE,
    lock: join(PLACE, 'bento/bento_deps.lock.json'),
    edit: () => put('bento/serve.py', `${service}\n# Edit ${run}.${changes++}\n`),
    changeModel: () => put('weights/BUILD.bazel', largeBento(`${run}.${changes++}`)),
    bazel: (args): Command => ({ argv: [join(CHECKOUT, 'tools/dev/bazel'), ...args], cwd: PLACE }),
    [Symbol.dispose]: () => rmSync(PLACE, { recursive: true, force: true }),
  }
}
