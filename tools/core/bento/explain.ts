import type { Explanation } from '../explanation.ts'
import { assertNever } from '../never.ts'
import type {
  BentoFailure,
  ExistingItem,
  InvalidTag,
  NotAnArchive,
  NotAnItem,
  NotConfirmed,
  UnknownFormat,
  UnknownItem,
  UnknownName,
} from './failure.ts'

/** Explains a {@link BentoFailure}; the sentences that BentoML's users know are theirs. */
export function explainBentoFailure(failure: BentoFailure): Explanation {
  switch (failure.reason) {
    case 'invalid-tag':
    case 'unknown-item':
    case 'unknown-name':
    case 'existing-item':
    case 'not-confirmed':
      return explainItem(failure)
    case 'not-an-item':
    case 'not-an-archive':
    case 'unwritable-format':
      return explainFile(failure)
    case 'no-bentofile':
      return {
        message: `No bentofile found in ${failure.directory}`,
        accepted: 'bentofile.yaml, pyproject.toml',
        fix: 'name it, or write one with at least service: "MODULE:NAME"',
      }
    default:
      return assertNever(failure)
  }
}

function explainItem(
  failure: InvalidTag | UnknownItem | UnknownName | ExistingItem | NotConfirmed,
): Explanation {
  switch (failure.reason) {
    case 'invalid-tag':
      return {
        message: `Invalid Tag ${failure.text}: ${failure.problem}`,
        accepted: 'NAME or NAME:VERSION',
      }
    case 'unknown-item':
      return {
        message: `${failure.title} '${failure.tag}' is not found in BentoML store ${failure.store}`,
        fix: `${commandOf(failure.title)} list shows what is there; BENTOML_HOME says where the store is`,
      }
    case 'unknown-name':
      return {
        message: `no ${failure.titles} with name '${failure.name}' found in BentoML store ${failure.store}`,
      }
    case 'existing-item':
      return {
        message: `Item '${failure.tag}' already exists in the store ${failure.store}`,
        fix: `delete it first: ${commandOf(failure.title)} delete ${failure.tag}`,
      }
    case 'not-confirmed':
      return {
        message: 'Aborted! Nothing was deleted',
        fix: 'answer y, or pass -y if there is no terminal to ask on',
      }
  }
}

function commandOf(title: string): string {
  return title === 'Model' ? 'rt bento models' : 'rt bento'
}

function explainFile(failure: NotAnItem | NotAnArchive | UnknownFormat): Explanation {
  switch (failure.reason) {
    case 'not-an-item':
      return {
        message: `Cannot use "${failure.path}" as a ${failure.title}: ${failure.problem}`,
        accepted: 'what rt bento export or bentoml export writes',
      }
    case 'not-an-archive':
      return {
        message: `Cannot read "${failure.path}": its format is not known`,
        accepted:
          'a directory, a tar, plain or compressed by gzip, bzip2, xz or zstd, or a zip file',
      }
    case 'unwritable-format':
      return {
        message: `Cannot write "${failure.path}": rt does not write bzip2`,
        accepted: '.bento, .bentomodel, .tar, .tar.gz, .tar.xz, .zip',
      }
  }
}
