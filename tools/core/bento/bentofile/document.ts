import type { Mistakes } from '../../document/mistakes.ts'
import type { DocumentNode, ListNode, MapNode, Position } from '../../document/node.ts'
import { present, readList, readMap } from '../../document/read.ts'
import { parseToml } from '../../document/toml.ts'
import { parseYaml } from '../../document/yaml.ts'

/** The part of a file that says how a Bento is made. */
export interface BuildDocument {
  readonly root: MapNode
  /** Where the file begins. */
  readonly start: Position
  /** `project.name` of a pyproject.toml. */
  readonly projectName?: DocumentNode
  /** `project.dependencies` of a pyproject.toml. */
  readonly dependencies?: ListNode
  readonly isProject: boolean
}

/** Name of the file that a Python project has; every other is a bentofile. */
const PROJECT_FILE = 'pyproject.toml'

/** Names under which BentoML looks for a document, in this order. */
export const BENTOFILE_NAMES: readonly string[] = ['bentofile.yaml', PROJECT_FILE]

/**
 * Reads bentofile.yaml, or `[tool.bentoml.build]` of pyproject.toml with the project's name and dependencies.
 *
 * @param path what people call the file; its name says which of the two it is
 * @returns undefined where there is nothing that could be read; the mistakes say why
 */
export function readBuildDocument(
  path: string,
  text: string,
  mistakes: Mistakes,
): BuildDocument | undefined {
  const start: Position = { file: path, line: 1, column: 1 }
  if ((path.split('/').at(-1) ?? path) === PROJECT_FILE) return readProject(start, text, mistakes)
  const before = mistakes.errors.length
  const [node, second] = parseYaml(path, text, mistakes)
  if (node === undefined) {
    if (mistakes.errors.length > before) return undefined
    return mistakes.add(start, 'the bentofile is empty', {
      accepted: 'a mapping that has at least service, such as service: "serve:MyService"',
    })
  }
  if (second !== undefined) mistakes.add(second.at, 'a second document: a bentofile has one')
  const root = readMap(node, 'a bentofile', mistakes)
  return root && { root, start, isProject: false }
}

function readProject(start: Position, text: string, mistakes: Mistakes): BuildDocument | undefined {
  const file = parseToml(start.file, text, mistakes)
  if (file === undefined) return undefined
  const build = below(file, ['tool', 'bentoml', 'build'], mistakes)
  if (build === undefined) {
    return mistakes.add(start, 'there is no [tool.bentoml.build]', {
      fix: 'add it, with at least service = "MODULE:NAME"',
    })
  }
  const project = below(file, ['project'], mistakes)
  const name = project && present(project, 'name')
  const dependencies = project && present(project, 'dependencies')
  const list = dependencies && readList(dependencies, 'project.dependencies', mistakes)
  refuseDynamic(project, mistakes)
  return {
    ...{ root: build, start, isProject: true },
    ...(name && { projectName: name }),
    ...(list && { dependencies: list }),
  }
}

function below(map: MapNode, keys: readonly string[], mistakes: Mistakes): MapNode | undefined {
  let found: MapNode | undefined = map
  for (const [index, key] of keys.entries()) {
    const node: DocumentNode | undefined = found && present(found, key)
    found = node && readMap(node, keys.slice(0, index + 1).join('.'), mistakes)
  }
  return found
}

/** BentoML reads what is written, and knows nothing of what a build backend would add. */
function refuseDynamic(project: MapNode | undefined, mistakes: Mistakes): void {
  const dynamic = project && present(project, 'dynamic')
  if (dynamic?.kind !== 'list') return
  for (const item of dynamic.items) {
    if (item.kind !== 'text' || item.value !== 'dependencies') continue
    mistakes.add(item.at, 'dependencies that are dynamic cannot be read', {
      fix: 'write them into project.dependencies, or name a file in requirements_txt',
    })
  }
}
