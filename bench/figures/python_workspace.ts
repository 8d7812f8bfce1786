import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CHECKOUT } from '../../tools/dev/places.ts'
import type { Command } from '../measure/command.ts'
import type { BazelWorkspace } from './bazel_push.ts'
import { SLIM_BUILD, slimModule } from './slim_debian.ts'

/** A workspace with a service of scikit-learn, starlette and uvicorn. */
export interface PythonWorkspace extends BazelWorkspace, Disposable {
  readonly path: string
  /** The lock of its wheels. */
  readonly lock: string
  /** Changes a line of the service in `//:image`. */
  edit(): void
  /** Adds a package with an application of its own and the same wheels; answers its label. */
  addApplication(): string
}

/** At a fixed place, so that Bazel finds its output of the run before. */
const PLACE = join(CHECKOUT, '.cache/bench-python')
const EXAMPLES = join(CHECKOUT, 'examples')

const MODULE = `module(name = "bench")
bazel_dep(name = "rt", version = "0.1.0")
local_path_override(module_name = "rt", path = "${CHECKOUT}")
python = use_extension("@rt//rules:extensions.bzl", "python")
python.interpreter(name = "python_3_11", lock = "//:python.lock.json", version = "3.11")
use_repo(python, "python_3_11")
pip = use_extension("@rt//rules:extensions.bzl", "pip")
pip.install(
    name = "deps",
    groups = {"train": ["scikit-learn"]},
    lock = "//:wheels.lock.json",
    python = "3.11",
    requirements = ["//:requirements.txt"],
)
use_repo(pip, "deps")
${slimModule()}`

/** Answers when it can: all that it imports is loaded by then. */
const SERVICE = `import os
import sklearn.ensemble
import sklearn.linear_model
import sklearn.pipeline
import uvicorn
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
app = Starlette(routes=[Route("/", lambda request: PlainTextResponse(sklearn.__version__))])
uvicorn.run(app, host="127.0.0.1", port=int(os.environ["PORT"]), log_level="error")
`

/** A `python_image` of `serve.py` in the package. */
function image(name: string, tag: string, more: string): string {
  return `python_image(
    name = "${name}", srcs = ["serve.py"], main = "serve.py", interpreter = "@python_3_11",
    platform = "@rt//platforms:linux_amd64", load_name = "load_${name}", push_name = "push_${name}",
    repo_tags = ["bench/python:${tag}"], ${more}
)
`
}

const LOAD = 'load("@rt//rules:python.bzl", "python_image")\n'
const WHEELS = 'wheels = ["@deps"],'

const IMAGES = [
  SLIM_BUILD,
  LOAD,
  image('image', 'compiled', WHEELS),
  image('plain', 'plain', `bytecode = False, ${WHEELS}`),
  image('bare', 'bare', ''),
].join('')

/** Makes the workspace; it is removed when it is disposed of. */
export function makePythonWorkspace(): PythonWorkspace {
  rmSync(PLACE, { recursive: true, force: true })
  mkdirSync(PLACE, { recursive: true })
  const put = (name: string, text: string): void => writeFileSync(join(PLACE, name), text)
  copyFileSync(join(CHECKOUT, '.bazelversion'), join(PLACE, '.bazelversion'))
  copyFileSync(
    join(EXAMPLES, 'interpreters/python_3_11.lock.json'),
    join(PLACE, 'python.lock.json'),
  )
  const lock = join(PLACE, 'wheels.lock.json')
  copyFileSync(join(EXAMPLES, 'python/wheels.lock.json'), lock)
  copyFileSync(join(EXAMPLES, 'python/requirements.txt'), join(PLACE, 'requirements.txt'))
  put('MODULE.bazel', MODULE)
  put('serve.py', SERVICE)
  put('BUILD.bazel', IMAGES)
  // No cache of an earlier run has what is built of it.
  const run = Date.now()
  let changes = 0
  return {
    path: PLACE,
    lock,
    edit: () => put('serve.py', `# Edit ${run}.${changes++}\n${SERVICE}`),
    addApplication: () => {
      const name = `application_${changes++}`
      mkdirSync(join(PLACE, name))
      put(`${name}/BUILD.bazel`, LOAD + image('image', name, WHEELS))
      put(`${name}/serve.py`, `# ${name} of ${run}\n${SERVICE}`)
      return `//${name}:push_image`
    },
    bazel: (args): Command => ({ argv: [join(CHECKOUT, 'tools/dev/bazel'), ...args], cwd: PLACE }),
    [Symbol.dispose]: () => rmSync(PLACE, { recursive: true, force: true }),
  }
}
