import { Command } from 'commander'
import { debianArchitecture, KNOWN_ARCHITECTURES } from '../../../core/deb/architecture.ts'
import { parseMirror } from '../../../core/deb/mirror.ts'
import type { Relation } from '../../../core/deb/relation.ts'
import { parseRelation } from '../../../core/deb/relation.ts'
import type { PackageRequest } from '../../../node/deb/choose_packages.ts'
import { collect, invalidValue } from '../../option_values.ts'
import type { CommandFactory } from '../../command_factory.ts'
import type { DebLockRequest } from './run.ts'
import { refreshLock } from './run.ts'

interface Options {
  readonly lock: string
  readonly suite: string
  readonly component?: readonly string[]
  readonly architecture?: readonly string[]
  readonly package?: readonly string[]
  readonly exclude?: readonly string[]
  readonly mirror?: readonly string[]
}

const EXAMPLES = `
Examples:
  rt lock deb --lock=debian.lock.json --suite=bookworm --architecture=amd64 --package=libssl3
  bazel run @debian//:lock

Packages come from the sources of this machine's own apt, with its configuration, proxies and keys; its
state is neither read nor changed. With --mirror they come from there: "URL [RELEASE...]". The environment
variable RT_DEBIAN_MIRRORS, with commas between mirrors, is used if no mirror is named.`

/** Defines `rt lock deb`. */
export const lockDebCommand: CommandFactory = (shell) =>
  new Command('deb')
    .description('Resolves Debian packages with their dependencies, and writes a lock file')
    .requiredOption('--lock <file>', 'lock file to write')
    .requiredOption('--suite <suite>', 'release to choose from, such as bookworm')
    .option('--component <name>', 'part of the release (repeatable); main if not given', collect)
    .option('--architecture <name>', 'amd64, arm64, ... (repeatable)', collect)
    .option('--package <name>', 'NAME or NAME=VERSION (repeatable)', collect)
    .option(
      '--exclude <name>',
      'treat as already installed: NAME, or PACKAGE/NAME (repeatable)',
      collect,
    )
    .option('--mirror <mirror>', 'where to look instead: URL [RELEASE...] (repeatable)', collect)
    .addHelpText('after', EXAMPLES)
    .action(async (options: Options) => {
      await refreshLock(shell, requestOf(options, shell.env['RT_DEBIAN_MIRRORS']))
    })

/** @param variable value of RT_DEBIAN_MIRRORS, which counts where no mirror is named */
function requestOf(options: Options, variable = ''): DebLockRequest {
  const { lock, suite, component: components = ['main'], exclude = [] } = options
  const { mirror = variable.split(',').filter((text) => text.trim() !== '') } = options
  const { architecture: architectures = ['amd64'], package: packages = [] } = options
  return {
    lock,
    request: { architectures, components, exclude, packages, suite },
    packageRequest: {
      suite,
      components,
      architectures: architectures.map(readArchitecture),
      packages: packages.map(readPackage),
      exclude: new Set(exclude),
      mirrors: mirror.map((text) => {
        const read = parseMirror(text, suite)
        if (read === undefined)
          throw invalidValue('mirror', text, 'URL [RELEASE...], such as "https://HOST/debian"')
        return read
      }),
    },
  }
}

function readArchitecture(oci: string): PackageRequest['architectures'][number] {
  const debian = debianArchitecture(oci)
  if (debian === undefined) throw invalidValue('architecture', oci, KNOWN_ARCHITECTURES.join(', '))
  return { oci, debian }
}

/** `NAME`, `NAME=VERSION` as for apt-get, or a relation as in control files. */
function readPackage(text: string): Relation {
  const relation = parseRelation(text.replace(/^([^\s=(]+)=(\S+)$/, '$1 (= $2)'))
  if (relation === undefined)
    throw invalidValue('package', text, '"NAME", "NAME=VERSION" or "NAME (>= VERSION)"')
  return relation
}
