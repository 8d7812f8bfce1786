import type { Problem, SourceFile } from './source_file.ts'
import { lineOf, loadsOf } from './source_file.ts'

const PRIVATE = 'rules/private/'

/** The only file of the rules that starts programs in build actions. */
const RUN_TOOL = 'rules/private/program/actions/run_tool.bzl'

/** The files of `rules/private` that may load rules: macros, and what lists rules for the reference. */
const PUTS_TOGETHER = /^rules\/private\/(\w+\/macros|reference)\//

/**
 * Checks the arrows between the topics of `rules/private`: what a topic's files load is what the deps of its
 * `bzl_library` list, no more and no less. Bazel itself refuses a circle of deps.
 */
export function topicProblems(files: readonly SourceFile[]): readonly Problem[] {
  const builds = files.filter(({ path }) => /^rules\/private\/\w+\/BUILD\.bazel$/.test(path))
  return builds.flatMap((build) => oneTopic(build, topicOf(build.path), files))
}

function oneTopic(
  build: SourceFile,
  topic: string,
  files: readonly SourceFile[],
): readonly Problem[] {
  const allowed = new Set(depsOf(build.text))
  const used = new Set<string>()
  const problems: Problem[] = []
  for (const { path, text } of files) {
    if (!path.startsWith(`${PRIVATE}${topic}/`) || !path.endsWith('.bzl')) continue
    for (const { line, label } of loadsOf(text)) {
      const other = loadedTopic(label)
      if (other === undefined || other === topic) continue
      used.add(other)
      if (allowed.has(other)) continue
      problems.push({
        path,
        line,
        message: `${topic} must not load from ${other}: see ${build.path}`,
      })
    }
  }
  const unused = [...allowed].filter((other) => !used.has(other))
  return [
    ...problems,
    ...unused.map((other) => ({
      path: build.path,
      line: lineOf(build.text, new RegExp(`"//rules/private/${other}"`)),
      message: `${topic} loads nothing from ${other}: remove it from deps`,
    })),
  ]
}

/** The topics in the deps of the `bzl_library` of a BUILD file. */
function depsOf(build: string): readonly string[] {
  const library = /^bzl_library\(\n([\s\S]*?)^\)/m.exec(build)?.[1] ?? ''
  const deps = /\bdeps = \[([\s\S]*?)\]/.exec(library)?.[1] ?? ''
  return [...deps.matchAll(/"\/\/rules\/private\/(\w+)"/g)].map((match) => match[1] ?? '')
}

/** Checks the public files: the topics that `rules/BUILD.bazel` gives each are those that it loads from. */
export function publicProblems(files: readonly SourceFile[]): readonly Problem[] {
  const build = files.find(({ path }) => path === 'rules/BUILD.bazel')
  return files
    .filter(({ path }) => /^rules\/\w+\.bzl$/.test(path))
    .flatMap(({ path, text }) => {
      const name = path.slice('rules/'.length, -'.bzl'.length)
      const stated = topicsOfPublic(build?.text ?? '', name)
      const used = [
        ...new Set(loadsOf(text).flatMap(({ label }) => loadedTopic(label) ?? [])),
      ].sort()
      if (stated.join() === used.join()) return []
      const message = `loads from ${used.join(', ')}, rules/BUILD.bazel says ${stated.join(', ') || 'nothing'}`
      return [{ path, line: 0, message }]
    })
}

function topicsOfPublic(build: string, name: string): readonly string[] {
  const list = new RegExp(`^ *"${name}": \\[([^\\]]*)\\]`, 'm').exec(build)?.[1] ?? ''
  return [...list.matchAll(/"(\w+)"/g)].map((match) => match[1] ?? '').sort()
}

/** Checks that programs are started in one place, and that rules are put together by macros only. */
export function fileProblems(files: readonly SourceFile[]): readonly Problem[] {
  const rules = new Set(files.filter(isRule).map(({ path }) => path))
  return files
    .filter(({ path }) => path.startsWith(PRIVATE) && path.endsWith('.bzl'))
    .flatMap((file) => [...programProblems(file), ...ruleLoads(file, rules)])
}

function programProblems({ path, text }: SourceFile): readonly Problem[] {
  const line = lineOf(text, /\bctx\.actions\.run(_shell)?\(/)
  if (path === RUN_TOOL || line === 0) return []
  return [{ path, line, message: `starts a program by itself: use run_tool of ${RUN_TOOL}` }]
}

function ruleLoads({ path, text }: SourceFile, rules: ReadonlySet<string>): readonly Problem[] {
  if (PUTS_TOGETHER.test(path)) return []
  return loadsOf(text)
    .filter(({ label }) => rules.has(fileOf(label, topicOf(path))))
    .map(({ line, label }) => ({
      path,
      line,
      message: `must not load the rule of ${label}: rules are put together by files below macros/`,
    }))
}

/** Whether a file makes a rule that people or macros instantiate; a build setting's own rule is none. */
function isRule({ path, text }: SourceFile): boolean {
  return path.startsWith(PRIVATE) && path.endsWith('.bzl') && /^[a-z]\w* = rule\(/m.test(text)
}

function fileOf(label: string, topic: string): string {
  const local = label.startsWith(':') ? `//${PRIVATE}${topic}${label}` : label
  return local.slice('//'.length).replace(':', '/')
}

function loadedTopic(label: string): string | undefined {
  return /^\/\/rules\/private\/(\w+)[:/]/.exec(label)?.[1]
}

function topicOf(path: string): string {
  return path.slice(PRIVATE.length).split('/')[0] ?? ''
}
