import type { Explanation } from '../explanation.ts'
import { listed, quoted } from '../explanation.ts'
import type { MissingLibrary } from '../linking/check.ts'
import type { MissingVersion } from '../linking/versions.ts'
import { assertNever } from '../never.ts'
import { formatPlatform } from '../oci/platform.ts'
import { explainScripts } from './explain_scripts.ts'
import type { BinaryFailure, ForeignBinaries, MissingLibraries } from './failure.ts'

/** Explains a {@link BinaryFailure}. */
export function explainBinaryFailure(failure: BinaryFailure): Explanation {
  switch (failure.reason) {
    case 'foreign':
      return describeForeign(failure)
    case 'missing-interpreters':
      return explainScripts(failure)
    case 'missing-libraries':
      return describeMissing(failure)
    case 'missing-versions':
      return describeVersions(failure.versions)
    default:
      return assertNever(failure)
  }
}

function describeForeign({ platform, files }: ForeignBinaries): Explanation {
  const name = formatPlatform(platform)
  const lines = files.map(({ path, found }) => `${quoted(path)}, ${found}`)
  const example = files[0]?.path ?? ''
  return {
    message: `Cannot put programs of another platform into an image for ${name}:${listed(lines)}`,
    accepted: `ELF files for ${platform.os}/${platform.architecture}`,
    fix: `build them for the platform of the image (platform_transition_filegroup), or set allow_foreign_binaries = ["${example}"]`,
  }
}

const OPT_OUT = 'check_libraries = False'

function describeMissing({ missing, components }: MissingLibraries): Explanation {
  const interpreters = missing.filter(({ kind }) => kind === 'interpreter')
  const lines = [...interpreters, ...missing.filter(({ kind }) => kind === 'library')]
  return {
    message: `Cannot find libraries that programs of the image need:${listed(
      lines.map((each) => describeOne(each, components)),
    )}`,
    accepted:
      'libraries in the image, where the dynamic linker looks: RPATH, LD_LIBRARY_PATH, RUNPATH and the standard directories',
    fix:
      interpreters.length > 0
        ? `set base to an image with a C library, or link statically; ${OPT_OUT} turns the check off`
        : `add the packages that have them to base or tars, or name libraries that the host provides in host_libraries; ${OPT_OUT} turns the check off`,
  }
}

function describeOne(
  { kind, name, neededBy, elsewhere, isOfModules }: MissingLibrary,
  components: ReadonlyMap<string, string>,
): string {
  const role = kind === 'interpreter' ? 'the dynamic linker of' : 'needed by'
  const component = components.get(name)
  return [
    `${quoted(name)}, ${role} ${firstOf(neededBy)}`,
    ...(elsewhere[0] === undefined
      ? []
      : [`there is ${quoted(elsewhere[0])}, where the dynamic linker does not look`]),
    ...(component === undefined ? [] : [`the component ${quoted(component)} has it`]),
    ...(isOfModules && elsewhere.length === 0 && component === undefined
      ? [
          `by Debian's rules the package ${debianPackage(name)} has it (apt-file search ${name} tells)`,
        ]
      : []),
  ].join('; ')
}

/** The package of a library as Debian's policy names it (8.1); a few older ones differ, such as that of libz.so.1. */
function debianPackage(soname: string): string {
  const [name = '', version = ''] = soname.split('.so.', 2)
  const joint = /\d$/.test(name) && version !== '' ? '-' : ''
  return `${name}${joint}${version}`.replace(/\.so$/, '').replaceAll('_', '-').toLowerCase()
}

function describeVersions(versions: readonly MissingVersion[]): Explanation {
  const lines = versions.map(({ version, library, newest, neededBy }) => {
    const known = newest === undefined ? '' : `, which has versions up to ${quoted(newest)}`
    return `${quoted(version)} of ${quoted(library)}${known}, needed by ${firstOf(neededBy)}`
  })
  return {
    message: `Cannot find library versions that programs of the image need:${listed(lines)}`,
    accepted: 'symbol versions that the libraries in the image define',
    fix: `set base to an image with later libraries, or build what needs them for the base (an older toolchain, or static linking); ${OPT_OUT} turns the check off`,
  }
}

/** The first of several paths, and how many more there are. */
function firstOf([first = '', ...others]: readonly string[]): string {
  return quoted(first) + (others.length === 0 ? '' : ` and ${others.length} more`)
}
