import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Where Debian's Bazel keeps the rule sets that it carries. */
const CARRIED = '/usr/share/bazel'

/** A module that is really there. */
interface CarriedModule {
  readonly versions: readonly string[]
  /** Folder below {@link CARRIED}. */
  readonly path: string
  readonly compatibilityLevel: number
  readonly body: string
}

const deps = (names: Readonly<Record<string, string>>): string =>
  Object.entries(names)
    .map(([name, version]) => `bazel_dep(name = "${name}", version = "${version}")\n`)
    .join('')

const SKYLIB = { bazel_skylib: '1.9.1' }
const PLATFORMS = { platforms: '0.0.10' }

/** Module files as those versions have them, without what no build of rt uses. */
const MODULES: Readonly<Record<string, CarriedModule>> = {
  platforms: {
    versions: ['0.0.4', '0.0.9', '0.0.10', '0.0.11'],
    path: 'tools/platforms',
    compatibilityLevel: 1,
    body: `${deps({ rules_license: '0.0.7' })}host_platform = use_extension("//host:extension.bzl", "host_platform")
use_repo(host_platform, "host_platform")
`,
  },
  rules_license: {
    versions: ['0.0.3', '0.0.7', '1.0.0'],
    path: 'rules/license',
    compatibilityLevel: 1,
    body: '',
  },
  bazel_skylib: {
    versions: ['1.3.0', '1.6.1', '1.7.1', '1.8.1', '1.9.1'],
    path: 'tools/skylib',
    compatibilityLevel: 1,
    body: `${deps({ ...PLATFORMS, rules_license: '0.0.7' })}register_toolchains("//toolchains/unittest:cmd_toolchain", "//toolchains/unittest:bash_toolchain")
`,
  },
  rules_cc: {
    versions: ['0.0.2', '0.0.11'],
    path: 'rules/cc',
    compatibilityLevel: 1,
    body: `${deps({ ...SKYLIB, ...PLATFORMS })}cc_configure = use_extension("//cc:extensions.bzl", "cc_configure_extension")
use_repo(cc_configure, "local_config_cc", "local_config_cc_toolchains")
register_toolchains("@local_config_cc_toolchains//:all")
`,
  },
  bazel_features: {
    versions: ['1.11.0'],
    path: 'tools/features',
    compatibilityLevel: 0,
    body: `${deps(SKYLIB)}version = use_extension("//private:extensions.bzl", "version_extension")
use_repo(version, "bazel_features_globals", "bazel_features_version")
`,
  },
  rules_proto: {
    versions: ['4.0.0', '6.0.0'],
    path: 'rules/proto',
    compatibilityLevel: 1,
    body: deps({ ...SKYLIB, bazel_features: '1.11.0' }),
  },
  rules_python: {
    versions: ['0.22.1'],
    path: 'rules/python',
    compatibilityLevel: 1,
    body: deps({ ...SKYLIB, ...PLATFORMS }),
  },
  rules_java: {
    versions: ['7.6.5'],
    path: 'rules/java',
    compatibilityLevel: 1,
    body: `${deps({ ...SKYLIB, ...PLATFORMS, rules_cc: '0.0.11', bazel_features: '1.11.0', rules_proto: '6.0.0', rules_license: '0.0.7' })}toolchains = use_extension("//java:extensions.bzl", "toolchains")
use_repo(toolchains, "remote_java_tools", "local_jdk")
register_toolchains("@local_jdk//:runtime_toolchain_definition", "@local_jdk//:bootstrap_runtime_toolchain_definition")
`,
  },
}

/** Modules that Bazel's own module names and no build of rt uses. */
const STUBS: Readonly<Record<string, readonly string[]>> = {
  buildozer: ['7.1.2'],
  protobuf: ['3.19.6', '21.7', '23.1'],
  zlib: ['1.3.1.bcr.3'],
  apple_support: ['1.23.1'],
}

/**
 * Writes a Bazel module registry (the `file://` form of bazel.build/external/registry) that answers
 * without network, from what Debian's Bazel carries.
 */
export function writeRegistry(directory: string): void {
  rmSync(directory, { recursive: true, force: true })
  write(join(directory, 'bazel_registry.json'), '{}\n')
  for (const [name, module] of Object.entries(MODULES)) {
    for (const version of module.versions) {
      const header = `module(name = "${name}", version = "${version}", compatibility_level = ${module.compatibilityLevel})\n`
      writeModule(directory, name, version, header + module.body, join(CARRIED, module.path))
    }
  }
  const stub = join(directory, 'stub')
  write(join(stub, 'BUILD.bazel'), '')
  write(join(stub, 'MODULE.bazel'), '')
  write(
    join(stub, 'buildozer_binary.bzl'),
    'buildozer_binary = module_extension(implementation = lambda ctx: None)\n',
  )
  for (const [name, versions] of Object.entries(STUBS)) {
    for (const version of versions) {
      writeModule(
        directory,
        name,
        version,
        `module(name = "${name}", version = "${version}")\n`,
        stub,
      )
    }
  }
}

function writeModule(
  registry: string,
  name: string,
  version: string,
  module: string,
  path: string,
): void {
  const directory = join(registry, 'modules', name, version)
  write(join(directory, 'MODULE.bazel'), module)
  write(join(directory, 'source.json'), JSON.stringify({ type: 'local_path', path }))
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}
