import type { Explanation } from '../explanation.ts'
import { itemLines, listed, quoted } from '../explanation.ts'
import { assertNever } from '../never.ts'
import { MAX_NAME_BYTES } from './limits.ts'
import type {
  BrokenLink,
  Conflict,
  DirectoryAsFile,
  LongNames,
  MtreeProblem,
  NameNotUtf8,
  PlacedSource,
  SpecialFile,
  SymlinkLoop,
  TreeFailure,
} from './failure.ts'

/** Explains a {@link TreeFailure}. */
export function explainTreeFailure(failure: TreeFailure): Explanation {
  switch (failure.reason) {
    case 'mtree':
      return describeMtree(failure.file, failure.problems)
    case 'escaping-paths':
      return {
        message: `Cannot place an entry outside the image:${listed(failure.paths.map(quoted))}`,
        accepted: 'paths without "..", such as "opt/model/weights.bin"',
      }
    case 'outside-prefix':
      return {
        message: `Cannot strip the prefix "${failure.prefix}" from${listed(failure.paths.map(quoted))}`,
        fix: 'set strip_prefix to a directory that holds all of srcs',
      }
    case 'conflicts':
      return describeConflicts(failure.conflicts)
    case 'missing-sources':
      return {
        message: `Cannot find the source of${listed(failure.sources.map(placed))}`,
        fix: 'add what makes the file to srcs, or correct its path in content=',
      }
    case 'broken-links':
      return {
        message: `Cannot use a symbolic link whose target is not in the layer:${listed(failure.links.map(brokenLink))}`,
        accepted: 'relative links to other files and directories of the layer',
        fix: 'add the target of the link to srcs or data, or make it a file (ctx.actions.symlink with target_file)',
      }
    case 'whiteouts':
      return {
        message: `Cannot pack a file whose name starts with ".wh.": engines remove the rest of the name from the layers below:${listed(failure.paths.map(quoted))}`,
        accepted: 'other names; to remove files, write a line of mtree text',
        fix: 'rename the file, or write the line in mtree = [...]: "opt/.wh.old type=file mode=0644"',
      }
    default:
      return describeSource(failure)
  }
}

type SourceFailure = LongNames | SymlinkLoop | SpecialFile | DirectoryAsFile | NameNotUtf8

function describeSource(failure: SourceFailure): Explanation {
  switch (failure.reason) {
    case 'long-names':
      return {
        message: `Cannot pack a file or a directory whose name is too long:${listed(failure.paths.map(quoted))}`,
        accepted: `names of at most ${MAX_NAME_BYTES} bytes between two slashes: Linux file systems allow no more`,
        fix: 'shorten the name, or the prefix that makes it',
      }
    case 'symlink-loop':
      return {
        message: `Cannot follow a symbolic link that leads back to itself: "${failure.source}"`,
        fix: 'remove the link, or list the files beside it one by one',
      }
    case 'special-file':
      return {
        message: `Cannot put ${failure.found} into a layer: "${failure.source}"`,
        accepted: 'files, directories and symbolic links to them',
      }
    case 'directory-as-file':
      return {
        message: `Cannot use a directory as the contents of the file "${failure.path}": "${failure.source}"`,
        fix: 'list the files of the directory one by one, or let mtree_spec do it',
      }
    case 'name-not-utf8':
      return {
        message: `Cannot use a file name that is not UTF-8: "${failure.name}" in "${failure.directory}"`,
        fix: 'rename the file',
      }
    default:
      return assertNever(failure)
  }
}

function describeMtree(file: string, problems: readonly MtreeProblem[]): Explanation {
  const count = problems.length === 1 ? '1 bad line' : `${problems.length} bad lines`
  const lines = problems.map(
    ({ line, text, problem }) => `line ${line}: ${problem}: ${quoted(text)}`,
  )
  return {
    message: `Cannot read the mtree "${file}": ${count}${itemLines(lines)}`,
    accepted: `PATH KEYWORD=VALUE..., such as "bin/app uid=0 gid=0 mode=0755 type=file content=path/of/app"`,
  }
}

function describeConflicts(conflicts: readonly Conflict[]): Explanation {
  return {
    message: `Cannot put two things at one path:${listed(conflicts.map(conflictText))}`,
    fix: 'drop one of the two, or place it elsewhere',
  }
}

function conflictText(conflict: Conflict): string {
  const { path } = conflict
  return conflict.kind === 'two-sources'
    ? `"${path}" comes from "${conflict.first}" and from "${conflict.second}"`
    : `"${path}" is a file that comes from "${conflict.file}", and a directory for "${conflict.below}"`
}

function brokenLink({ path, target, problem }: BrokenLink): string {
  return `"${path}" -> "${target}": ${problem}`
}

function placed({ path, source }: PlacedSource): string {
  return `"${path}": "${source}"`
}
