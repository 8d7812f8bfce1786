import type { ImportGraph } from './import_graph.ts'

/**
 * The folders of `tools/node`, lowest first: a file imports from its own folder and from those before it.
 * `.` is the files of `tools/node` itself, but for `jobs.ts`, which lists what threads can be asked for.
 */
export const NODE_FOLDERS = [
  '.',
  'pool',
  'blob',
  'binary',
  'layer',
  'layout',
  'tarball',
  'registry',
  'loopback',
  'engine',
  'deb',
  'packages',
  'packager',
  'bento',
  'python',
  'progress',
  'jobs.ts',
] as const

/** Finds what an import of one file breaks; undefined where it breaks nothing. */
type Rule = (file: string, imported: string) => string | undefined

/** Which parts of the program each may use. Modules of npm are left to package.json. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'tools/core': ['tools/core'],
  'tools/node': ['tools/core', 'tools/node', 'node:'],
  'tools/cmd': ['tools/core', 'tools/node', 'tools/cmd', 'node:'],
  'tools/launcher': ['tools/core', 'tools/node', 'tools/launcher', 'node:'],
  'tools/testing': ['tools/core', 'tools/node', 'tools/testing', 'node:'],
  'tools/dev': ['tools/core', 'tools/node', 'tools/testing', 'tools/dev', 'node:'],
  bench: ['tools', 'bench', 'node:'],
  e2e: ['tools', 'bench', 'e2e', 'node:'],
}

const RULES: readonly Rule[] = [
  partsRule,
  foldersRule,
  commandsRule,
  testingRule,
  explainRule,
  requestRule,
]

/** Lists every import that the table of ARCHITECTURE.md does not allow, one a line. */
export function forbiddenImports(graph: ImportGraph): readonly string[] {
  return [...graph].flatMap(([file, imports]) =>
    imports.flatMap((imported) =>
      RULES.flatMap((rule) => {
        const problem = rule(file, imported)
        return problem === undefined ? [] : [`${file} imports ${imported}: ${problem}`]
      }),
    ),
  )
}

/** Tests, and what only tests use, may look at anything in `tools`. */
function isTest(file: string): boolean {
  return /\.test\.ts$|\/testing\//.test(file)
}

function partsRule(file: string, imported: string): string | undefined {
  if (isTest(file) && !file.startsWith('tools/testing/')) {
    return /^(e2e|bench)\//.test(imported) && !/^(e2e|bench)\//.test(file)
      ? 'tests of tools use tools only'
      : undefined
  }
  const [part, allowed] = Object.entries(ALLOWED).find(([name]) => isIn(file, name)) ?? []
  if (part === undefined || allowed === undefined) return 'its folder is in no rule'
  const isModule = !imported.includes('/') || !/^(tools|bench|e2e)\//.test(imported)
  if (isModule && !imported.startsWith('node:')) return undefined
  return allowed.some((name) => isIn(imported, name))
    ? undefined
    : `${part} uses ${allowed.join(', ')} only`
}

function isIn(file: string, part: string): boolean {
  return file.startsWith(part.endsWith(':') ? part : `${part}/`)
}

function foldersRule(file: string, imported: string): string | undefined {
  const [from, to] = [levelOf(file), levelOf(imported)]
  if (from === undefined || to === undefined || isTest(file)) return undefined
  if (from < 0 || to < 0) return 'a folder of tools/node has no place in the order'
  return from >= to ? undefined : `${NODE_FOLDERS[to] ?? ''} is above ${NODE_FOLDERS[from] ?? ''}`
}

/** How high a file of `tools/node` is; -1 where its folder is in no order. */
function levelOf(file: string): number | undefined {
  const [, below] = /^tools\/node\/(.+)$/.exec(file) ?? []
  if (below === undefined) return undefined
  const [first = '', ...rest] = below.split('/')
  const names: readonly string[] = NODE_FOLDERS
  return names.indexOf(rest.length > 0 || names.includes(first) ? first : '.')
}

/** `cmd/push/...` and `cmd/image/build/...` are commands. */
function commandsRule(file: string, imported: string): string | undefined {
  const [from, to] = [commandOf(file), commandOf(imported)]
  if (from === undefined || to === undefined || from === to || isTest(file)) return undefined
  return 'a command uses no other command'
}

function commandOf(file: string): string | undefined {
  const [, folder] = /^tools\/cmd\/(.+)\/[^/]+$/.exec(file) ?? []
  return folder === 'testing' ? undefined : folder
}

function testingRule(file: string, imported: string): string | undefined {
  if (!/\/testing\//.test(imported)) return undefined
  return isTest(file) || /^(tools\/dev|e2e|bench)\//.test(file)
    ? undefined
    : 'what tests share is for tests, tools/dev, e2e and bench'
}

/** The words of failures: the program's entry has them, and nothing that fails. */
function explainRule(file: string, imported: string): string | undefined {
  if (!/^tools\/core\/(?:[^/]+\/)?explain(?:_[a-z_]+)?\.ts$/.test(imported)) return undefined
  if (isTest(file) || /^(tools\/dev|e2e|bench)\//.test(file)) return undefined
  const isTopic = imported !== 'tools/core/explain.ts'
  const isExplainer = /^tools\/core\/(?:[^/]+\/)?explain(?:_[a-z_]+)?\.ts$/.test(file)
  return file === 'tools/cmd/entry.ts' || (isTopic && isExplainer)
    ? undefined
    : 'only the entry of the program explains'
}

/** A request knows nothing of how it is written on a command line. */
function requestRule(file: string, imported: string): string | undefined {
  const isRun = /^tools\/cmd\/.+[/_]run\.ts$/.test(file)
  return isRun && (imported === 'commander' || /[/_]args\.ts$/.test(imported))
    ? 'run.ts knows nothing of command lines'
    : undefined
}
