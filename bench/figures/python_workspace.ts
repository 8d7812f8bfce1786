import type { FixedWorkspace } from './fixed_workspace.ts'
import { makePythonFixedWorkspace } from './fixed_workspace.ts'
import { SLIM_BUILD, slimModule } from './slim_debian.ts'

/** A workspace with a service of scikit-learn, starlette and uvicorn. */
export interface PythonWorkspace extends FixedWorkspace {
  /** The lock of its wheels. */
  readonly lock: string
  /** Changes a line of the service in `//:image`. */
  edit(): void
  /** Adds a package with an application of its own and the same wheels; answers its label. */
  addApplication(): string
}

const DEPS = `pip.install(
    name = "deps",
    groups = {"train": ["scikit-learn"]},
    lock = "//:wheels.lock.json",
    python = "3.11",
    requirements = ["//:requirements.txt"],
)
use_repo(pip, "deps")
`

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
  const workspace = makePythonFixedWorkspace('bench-python', DEPS, slimModule())
  const { put, copy, change } = workspace
  copy('python/requirements.txt', 'requirements.txt')
  put('serve.py', SERVICE)
  put('BUILD.bazel', IMAGES)
  let applications = 0
  return {
    ...workspace,
    lock: copy('python/wheels.lock.json', 'wheels.lock.json'),
    edit: () => put('serve.py', `# Edit ${change()}\n${SERVICE}`),
    addApplication: () => {
      const name = `application_${applications++}`
      put(`${name}/BUILD.bazel`, LOAD + image('image', name, WHEELS))
      put(`${name}/serve.py`, `# ${name} of ${change()}\n${SERVICE}`)
      return `//${name}:push_image`
    },
  }
}
