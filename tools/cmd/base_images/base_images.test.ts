import assert from 'node:assert/strict'
import { chmodSync, existsSync, globSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { Mistakes } from '../../core/document/mistakes.ts'
import { planMatrix } from '../../core/base_images/matrix.ts'
import { readManifest } from '../../core/base_images/read_manifest.ts'
import { changedManifest, THEIR_MANIFEST } from '../../core/base_images/testing/their_manifest.ts'
import { JsonCursor } from '../../core/json/cursor.ts'
import { Scratch } from '../../testing/scratch.ts'
import type { RtOutcome } from '../testing/run_rt.ts'
import { runRt } from '../testing/run_rt.ts'

const VERSION = '--bentoml_version=1.0.0a6'

/** A manifest of today: Debian 12 by packages, and a musl distribution on an image. */
const PRESENT = `common: &common
  envars: [LANG=C.UTF-8]
  architectures: [amd64, arm64v8]
  release_types: [base, runtime]
w_cuda_v13.5.0:
  debian12:
    <<: *common
    suffixes: debian12
    packages: {suite: bookworm, python: "3.11"}
  alpine3.21:
    <<: *common
    suffixes: alpine3.21
    image: {libc: musl 1.2, references: {"3.12": registry.example.com/python:3.12-alpine}}
`

const LOCK = {
  lockVersion: 1,
  packages: [
    {
      name: 'libc6',
      version: '2.36',
      kind: 'deb',
      files: { amd64: { file: 'a.deb', sha256: 'a'.repeat(64), size: 1 } },
    },
  ],
}

interface Run extends RtOutcome {
  readonly scratch: Scratch
}

/** Runs a command in a directory that has a manifest, and more files. */
async function run(
  scratch: Scratch,
  manifest: string | undefined,
  args: readonly string[],
  files: Readonly<Record<string, string>> = {},
): Promise<Run> {
  if (manifest !== undefined) scratch.write('manifest.yml', manifest)
  for (const [name, text] of Object.entries(files)) scratch.write(name, text)
  return { ...(await runRt(scratch.path(), ['base-images', ...args])), scratch }
}

function filesBelow(scratch: Scratch, folder: string): readonly string[] {
  return globSync('**/*.*', { cwd: scratch.path(folder) }).toSorted()
}

function readJson(scratch: Scratch, path: string): JsonCursor {
  const value: unknown = JSON.parse(readFileSync(scratch.path(path), 'utf8'))
  return new JsonCursor(value, path)
}

describe('rt base-images validate', () => {
  it('lists the images of the manifest of BentoML, and says once what is ignored', async () => {
    await using scratch = await Scratch.make()
    const { code, stdout, stderr } = await run(scratch, THEIR_MANIFEST, ['validate'])
    assert.equal(code, 0, stderr)
    assert.equal(stdout.trim().split('\n').length, 1 + 117)
    assert.match(
      stdout,
      /^VERSION-python3\.8-ubi8-cudnn +- +linux\/amd64, linux\/arm64\/v8, linux\/ppc64le$/m,
    )
    assert.equal(stderr.match(/"header" means nothing here/g)?.length, 1)
  })

  it('tells all mistakes with their lines', async () => {
    await using scratch = await Scratch.make()
    const text = changedManifest('suffixes: ubi8', 'suffixes: ubi8\n    nosuch: 1').replace(
      '[base, runtime, devel]',
      '[base, nightly]',
    )
    const { code, stderr } = await run(scratch, text, ['validate'])
    assert.equal(code, 1)
    assert.match(stderr, /manifest\.yml:\d+:5: unknown key "nosuch"/)
    assert.match(stderr, /manifest\.yml:\d+:\d+: nightly is not a valid package release type/)
  })

  it('says that there is no manifest', async () => {
    await using scratch = await Scratch.make()
    const { code, stderr } = await run(scratch, undefined, ['validate'])
    assert.equal(code, 1)
    assert.match(stderr, /manifest\.yml/)
  })
})

describe('rt base-images generate', () => {
  it('writes what is made of each tag, and lists no tag that is not made', async () => {
    await using scratch = await Scratch.make()
    const { code, stderr } = await run(scratch, THEIR_MANIFEST, ['generate', VERSION])
    assert.equal(code, 0, stderr)
    const files = filesBelow(scratch, 'generated')
    assert.equal(files.filter((path) => path.endsWith('.json')).length, 117)
    assert.ok(files.includes('bento-server/debian11/cudnn/python3.10-conda.json'))
    const readme = readFileSync(scratch.path('generated/bento-server/README.md'), 'utf8')
    const tags = [...readme.matchAll(/^- \[`(.*)`\]\((.*)\)$/gm)]
    assert.equal(tags.length, 84)
    assert.deepEqual(
      tags.filter(([line]) => /python3\.(7|10)-ubi8/.test(line)),
      [],
    )
    for (const [, , link] of tags)
      assert.ok(existsSync(scratch.path(`generated/bento-server/${link ?? ''}`)))
    const shown = readFileSync(scratch.path('docs/bento-server/README.md'), 'utf8')
    assert.match(
      shown,
      /\(\.\.\/\.\.\/generated\/bento-server\/debian11\/runtime\/python3\.6\.json\)/,
    )
    assert.match(shown, /^# docker\.io\/bentoml\/bento-server$/m)
  })

  it('says the packages of locks, and which locks there are not', async () => {
    await using scratch = await Scratch.make()
    const { code, stderr } = await run(scratch, PRESENT, ['generate', VERSION], {
      'locks/debian12.lock.json': JSON.stringify(LOCK),
    })
    assert.equal(code, 0, stderr)
    const debian = readJson(scratch, 'generated/bento-server/debian12/runtime/python3.11.json')
    assert.deepEqual(debian.field('packages').value, {
      lock: 'locks/debian12.lock.json',
      'linux/amd64': [{ name: 'libc6', version: '2.36', sha256: 'a'.repeat(64) }],
      'linux/arm64/v8': [],
    })
    assert.deepEqual(debian.field('wheels').value, {
      lock: 'locks/bentoml-python3.11.lock.json',
      locked: false,
    })
    const alpine = readJson(scratch, 'generated/bento-server/alpine3.21/base/python3.12.json')
    assert.deepEqual(alpine.field('base').value, {
      image: 'registry.example.com/python:3.12-alpine',
      python: '/usr/local/bin/python3.12',
      libc: 'musl 1.2',
    })
  })

  it('dumps metadata in the shapes of the manager, with relative paths', async () => {
    await using scratch = await Scratch.make()
    const args = ['generate', VERSION, '--dump_metadata', '--generated_dir', 'out']
    assert.equal((await run(scratch, THEIR_MANIFEST, args)).code, 0)
    const build = readJson(scratch, 'build.meta.json')
    const releases = readJson(scratch, 'releases.meta.json')
    const keys = Object.keys(build.record((each) => each.value))
    assert.equal(keys.length, 23)
    assert.deepEqual(keys.slice(0, 2), ['debian11_python3.6', 'debian10_python3.6'])
    assert.deepEqual(Object.keys(releases.record((each) => each.value)), keys)
    const context = build.field('ubi8_python3.8')
    assert.deepEqual(Object.keys(context.record((each) => each.value)), [
      'header',
      'base_image',
      'envars',
      'cuda_ctx',
      'shared_ctx',
    ])
    assert.deepEqual(context.field('cuda_ctx').field('version').value, {
      major: '11',
      minor: '5',
      patch: '1',
      shortened: '11.5',
      full: '11.5.1',
    })
    const amd64 = context.field('cuda_ctx').field('supported_architecture').field('amd64')
    assert.deepEqual(amd64.field('cudnn').value, { version: '8.3.1.22-1', major_version: '8' })
    assert.equal(context.field('envars').field('PYTHON_VERSION').value, '3.8')
    const tags = releases.field('ubi8_python3.8').field('release_tags')
    assert.deepEqual(tags.field('bento-server:1.0.0a6-python3.8-ubi8-cudnn').value, {
      input_paths: ['manifest.yml'],
      output_path: 'out/bento-server/ubi8/cudnn',
      git_tree_path: 'out/bento-server/ubi8/cudnn/python3.8.json',
      build_tag: 'bento-server:base-python3.8-ubi8',
    })
    const dumped = readFileSync(scratch.path('build.meta.json'), 'utf8')
    assert.ok(!dumped.includes(scratch.path()))
  })

  it('writes the same bytes again, and removes with --overwrite alone what is not made any more', async () => {
    await using scratch = await Scratch.make()
    await run(scratch, PRESENT, ['generate', VERSION])
    const again = await run(scratch, PRESENT, ['generate', VERSION])
    assert.match(again.stderr, /6 files for 4 images, of which 0 are new/)
    const less = ['generate', VERSION, '--distros', 'debian12']
    await run(scratch, PRESENT, less)
    assert.ok(existsSync(scratch.path('generated/bento-server/alpine3.21')))
    await run(scratch, PRESENT, [...less, '--overwrite'])
    assert.ok(!existsSync(scratch.path('generated/bento-server/alpine3.21')))
  })

  it('writes nothing in a dry run, and tells files at a level from 1 on', async () => {
    await using scratch = await Scratch.make()
    const dry = await run(scratch, PRESENT, ['generate', VERSION, '--dry-run', '--overwrite'])
    assert.equal(dry.code, 0)
    assert.match(dry.stderr, /^generated\/bento-server\/debian12\/base\/python3\.11\.json$/m)
    assert.ok(!existsSync(scratch.path('generated')))
    const loud = await run(scratch, PRESENT, ['generate', VERSION, '-v', '1'])
    assert.match(loud.stderr, /^docs\/bento-server\/README\.md$/m)
  })

  it('takes options in both spellings, and before the command', async () => {
    await using scratch = await Scratch.make()
    const args = [
      '--manifest=manifest.yml',
      '--bentoml-version=1',
      'generate',
      '--python-version',
      '3.8',
    ]
    const { code, stderr } = await run(scratch, THEIR_MANIFEST, [
      ...args,
      '--distros',
      'ubi8',
      '--skip_base',
    ])
    assert.equal(code, 0, stderr)
    assert.deepEqual(
      filesBelow(scratch, 'generated').filter((path) => path.endsWith('.json')),
      ['cudnn', 'devel', 'runtime'].map((release) => `bento-server/ubi8/${release}/python3.8.json`),
    )
  })

  it('prefers the versions that are asked for to those of the matrix', async () => {
    await using scratch = await Scratch.make()
    const args = [
      'generate',
      VERSION,
      '--python_versions=3.8,3.9',
      '--distros',
      'alpine3.14',
      '--releases',
      'base',
    ]
    await run(scratch, THEIR_MANIFEST, args)
    const made = (): readonly string[] =>
      filesBelow(scratch, 'generated/bento-server/alpine3.14/base')
    assert.deepEqual(made(), ['python3.8.json', 'python3.9.json'])
    await run(scratch, THEIR_MANIFEST, [...args, '--python_version=3.10', '--overwrite'])
    assert.deepEqual(made(), ['python3.10.json'])
  })

  const wrong: readonly (readonly [string, readonly string[], number, RegExp])[] = [
    [
      'a Python that is none of them',
      [VERSION, '--python_version', '3.5'],
      2,
      /Invalid value for '--python_version': '3\.5' is not one of '3\.6', '3\.7', '3\.8', '3\.9', '3\.10'$/m,
    ],
    [
      'an unknown distribution',
      [VERSION, '--distros', 'fedora'],
      2,
      /'fedora' is not one of 'debian11', 'debian10', 'ubi8', 'amazonlinux2', 'alpine3\.14'$/m,
    ],
    [
      'an unknown release',
      [VERSION, '--releases', 'nightly'],
      2,
      /Invalid value for '--releases': 'nightly' is not one of 'base', 'runtime', 'cudnn', 'devel', 'all'$/m,
    ],
    ['no version', [], 2, /Missing option '--bentoml_version'$/m],
    [
      'an extra argument',
      ['bento-server', VERSION],
      2,
      /Got unexpected extra argument \(bento-server\)$/m,
    ],
    ['an unknown option', [VERSION, '--no_such'], 2, /No such option: --no_such$/m],
    [
      'an option without its value',
      ['--bentoml_version'],
      2,
      /Option '--bentoml_version' requires an argument$/m,
    ],
    [
      'what cannot exist',
      [VERSION, '--distros', 'ubi8', '--python_version', '3.10'],
      1,
      /Cannot find any image of this release, Python and distribution/,
    ],
    [
      'an organisation',
      [VERSION, '--organization', 'Bento ML'],
      1,
      /Cannot push to the organization "Bento ML"/,
    ],
    [
      'a registry',
      [VERSION, '--registry', 'docker io'],
      1,
      /Cannot push to the registry "docker io"/,
    ],
    [
      'a version that no tag has',
      ['--bentoml_version', '1.0.0+local'],
      1,
      /Cannot make tags for the release "1\.0\.0\+local"/,
    ],
  ]
  for (const [what, args, expected, message] of wrong) {
    it(`refuses ${what}`, async () => {
      await using scratch = await Scratch.make()
      const { code, stderr } = await run(scratch, THEIR_MANIFEST, ['generate', ...args])
      assert.match(stderr, message)
      assert.equal(code, expected)
      assert.ok(!existsSync(scratch.path('generated')))
    })
  }

  it('refuses a lock that is none', async () => {
    await using scratch = await Scratch.make()
    const files = { 'locks/debian12.lock.json': '{' }
    const { code, stderr } = await run(scratch, PRESENT, ['generate', VERSION], files)
    assert.equal(code, 1)
    assert.match(stderr, /Cannot read locks\/debian12\.lock\.json as a lock file/)
  })

  it('refuses a command that there is not', async () => {
    await using scratch = await Scratch.make()
    const { code, stderr } = await run(scratch, undefined, ['auth-docker'])
    assert.equal(code, 2)
    assert.match(stderr, /No such command 'auth-docker'/)
  })
})

describe('rt base-images create-manifest', () => {
  it('writes a manifest that is right, and replaces one only when told to', async () => {
    await using scratch = await Scratch.make()
    const args = ['create-manifest', '--cuda_version', '12.9.0']
    assert.equal((await run(scratch, undefined, args)).code, 0)
    const text = readFileSync(scratch.path('manifest.yml'), 'utf8')
    const mistakes = new Mistakes()
    const manifest = readManifest('manifest.yml', text, mistakes)
    assert.deepEqual([mistakes.errors, mistakes.warnings], [[], []])
    assert.ok(manifest !== undefined)
    assert.deepEqual(
      planMatrix(manifest, '1')
        .images.filter(({ release }) => release === 'cudnn')
        .map(({ tag }) => tag),
      ['1-python3.9-debian11-cudnn', '1-python3.11-debian12-cudnn', '1-python3.13-debian13-cudnn'],
    )
    const platforms = planMatrix(manifest, '1', { distros: ['debian11'] }).images[0]?.platforms
    assert.deepEqual(platforms, ['linux/amd64'])
    const again = await run(scratch, undefined, args)
    assert.equal(again.code, 1)
    assert.match(again.stderr, /Cannot write manifest\.yml: it exists/)
    const replaced = await run(scratch, undefined, [...args, '--overwrite', '--registry=ghcr.io'])
    assert.equal(replaced.code, 0)
    assert.match(readFileSync(scratch.path('manifest.yml'), 'utf8'), /^ghcr\.io:$/m)
  })

  it('refuses a version of CUDA of another form', async () => {
    await using scratch = await Scratch.make()
    const { code, stderr } = await run(scratch, undefined, [
      'create-manifest',
      '--cuda-version=11.5',
    ])
    assert.equal(code, 2)
    assert.match(stderr, /Invalid value for '--cuda_version': '11\.5'/)
  })
})

describe('rt base-images build', () => {
  it('names the images of a matrix that would be pushed, and asks no registry', async () => {
    await using scratch = await Scratch.make()
    const args = [
      'build',
      VERSION,
      '--dry_run',
      '--registry=ghcr.io',
      '--organization=org',
      '--target=//:{tag}',
    ]
    const all = await run(scratch, THEIR_MANIFEST, args)
    assert.equal(all.code, 0, all.stderr)
    const lines = all.stdout.trim().split('\n')
    assert.equal(lines.length, 117)
    assert.ok(lines.includes('ghcr.io/org/bento-server:1.0.0a6-python3.8-debian11-cudnn-conda'))
    const some = await run(scratch, THEIR_MANIFEST, [...args, '--releases', 'devel', '--skip-base'])
    assert.equal(some.stdout.trim().split('\n').length, 28)
  })

  it('goes to all registries of the manifest, or to those that are named, each once', async () => {
    await using scratch = await Scratch.make()
    const block = (name: string): string =>
      `${name}: {user: U, password: P, password_type: envars, url: R}\n`
    const manifest = `${PRESENT}${block('docker.io')}${block('quay.io')}`
    const args = ['build', VERSION, '--dry_run', '--skip-base', '--distros', 'debian12']
    const image = 'bentoml/bento-server:1.0.0a6-python3.11-debian12-runtime\n'
    const all = await run(scratch, manifest, args)
    assert.equal(all.stdout, `docker.io/${image}quay.io/${image}`)
    const named = ['--registry', 'ghcr.io', '--registry', 'quay.io', '--registry', 'ghcr.io']
    const some = await run(scratch, manifest, [...args, ...named])
    assert.equal(some.stdout, `ghcr.io/${image}quay.io/${image}`)
    const one = await run(scratch, manifest, ['authenticate', ...named])
    assert.equal(one.code, 2)
    assert.match(one.stderr, /Option '--registry' takes one value here, and not 3/)
  })

  it('says of each image that cannot be made why, and builds the others', async () => {
    await using scratch = await Scratch.make()
    const mixed = PRESENT.replace('[amd64, arm64v8]', '[amd64]').replace(
      'suffixes: alpine3.21',
      'suffixes: alpine3.21\n    architectures: [s390x]',
    )
    const args = ['build', VERSION, '--dry_run', '--unmade=base-python3.11-debian12=Why = not']
    const { code, stdout, stderr } = await run(scratch, mixed, args)
    assert.equal(code, 0, stderr)
    assert.deepEqual(stdout.match(/(?<=:).*/g), [
      'base-python3.12-alpine3.21',
      '1.0.0a6-python3.11-debian12-runtime',
    ])
    assert.match(stderr, /: Why = not\n/)
    assert.match(
      stderr,
      /Cannot make 1\.0\.0a6-python3\.12-alpine3\.21-runtime: no architecture of/,
    )
    const none = await run(scratch, THEIR_MANIFEST, ['build', VERSION, '--releases', 'devel'])
    assert.equal(none.code, 1)
    assert.match(none.stderr, /Cannot make base-python3\.6-debian11: the manifest does not say/)
    assert.match(none.stderr, /none of the selected images can be built \(61 in all\)/)
    const other = await run(scratch, PRESENT, ['build', VERSION, '--matrix_version=1.0.0'])
    assert.match(
      other.stderr,
      /images of BentoML 1\.0\.0a6: base_images\.matrix makes those of 1\.0\.0/,
    )
  })

  it('builds the targets beside that of the manager', async () => {
    await using scratch = await Scratch.make()
    scratch.write('bazel', '#!/bin/sh\necho "$@" >&2\nexit 7\n')
    chmodSync(scratch.path('bazel'), 0o755)
    const args = ['--context=base_images.matrix @mine//:manager', '--skip-base', '--max_workers=3']
    const bazel = `--bazel=${scratch.path('bazel')}`
    const { code, stderr } = await run(scratch, PRESENT, ['build', VERSION, ...args, bazel])
    assert.equal(code, 1)
    assert.match(stderr, /^build --jobs=3 @mine\/\/:1\.0\.0a6-python3\.11-debian12-runtime\.push /m)
    assert.match(stderr, /ended with exit code 7\n {2}fix: .* nothing has been pushed/)
  })
})
