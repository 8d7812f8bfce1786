import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import type { Finished } from '../tools/dev/command.ts'
import { run } from '../tools/dev/command.ts'
import { BAD_TARGETS } from './support/bad_targets.ts'
import { bazel, build, executable } from './support/bazel.ts'
import { startRegistry, writeAuthFile } from './support/registries.ts'
import { outsideWorkspace } from './support/workspace.ts'

const outside = await outsideWorkspace()

/**
 * rt's one shape of errors: who speaks and what could not be done, then details, then what would be
 * accepted and what to do, of which at least one is there.
 */
const SHAPE =
  /^(?<who>\S+ \S+): (?<message>Cannot .*[^.])\n(?<details>(?: {4}.+\n)*)(?= {2}(?:accepted|fix): )(?: {2}accepted: (?<accepted>.+)\n)?(?: {2}fix: (?<fix>.+)\n)?/m

/** The parts of one error; fails the test unless the text has one in the right shape. */
function partsOf(text: string, who: string): Readonly<Record<string, string | undefined>> {
  const start = text.indexOf(`\n${who}: `) + 1
  const { groups } = SHAPE.exec(text.slice(start)) ?? {}
  assert.ok(groups, text)
  assert.equal(groups['who'], who, text)
  return groups
}

/** Something wrong in a BUILD file, and what a person is told. */
interface ExplainedTarget {
  readonly problem: string
  readonly rule: string
  readonly label: string
  /** `action`: the tool ended with exit code 1; `analysis`: the rule refused; `loading`: the macro. */
  readonly by: 'action' | 'analysis' | 'loading'
  readonly message: RegExp
  readonly details?: RegExp
  readonly accepted?: RegExp
  readonly fix?: RegExp
}

const EXPLAINED_TARGETS: readonly ExplainedTarget[] = [
  {
    problem: 'a compression that rt does not know',
    rule: 'tar',
    label: '//bad/compress:archive',
    by: 'analysis',
    message: /compress with "lzma"/,
    accepted: /"gzip", "zstd"/,
  },
  {
    problem: 'a repository with a tag in it',
    rule: 'oci_push',
    label: '//bad/tag_in_repository:push',
    by: 'analysis',
    message: /with a tag.*"ghcr.io\/org\/mnist:v1"/,
    accepted: /HOST\[:PORT\]\/NAME/,
    fix: /"ghcr.io\/org\/mnist" in bad\/tag_in_repository\/BUILD.bazel and remote_tags = \["v1"\]/,
  },
  {
    problem: 'two sources for one path',
    rule: 'tar',
    label: '//bad/duplicate:archive',
    by: 'action',
    message: /"etc\/motd".*"bad\/duplicate\/one.txt".*"bad\/duplicate\/two.txt"/,
    fix: /drop one of the two/,
  },
  {
    problem: 'a source that no target makes',
    rule: 'tar',
    label: '//bad/missing_source:archive',
    by: 'action',
    message: /source of "etc\/motd": "not\/an\/input.txt"/,
    fix: /srcs/,
  },
  {
    problem: 'a line of an mtree with an unknown keyword',
    rule: 'tar',
    label: '//bad/mtree_line:archive',
    by: 'action',
    message: /mtree/,
    details: /line \d: unknown keyword "colour": "etc\/motd type=file colour=blue/,
    accepted: /KEYWORD=VALUE/,
  },
  {
    problem: 'a layer that is not a tar',
    rule: 'oci_image',
    label: '//bad/not_a_tar:image',
    by: 'action',
    message: /"bad\/not_a_tar\/text.tar" as a layer: it is not a tar/,
    accepted: /gzip or zstd/,
  },
  {
    problem: 'a missing shard',
    rule: 'weights_layer',
    label: '//bad/missing_shard:weights',
    by: 'action',
    message:
      /all shards: 2 of the 3 of "bad\/missing_shard\/model-\*-of-00003.safetensors" are missing: model-00002-of-00003.safetensors, model-00003-of-00003.safetensors/,
    fix: /allow_missing_shards = True/,
  },
  {
    problem: 'weights in a directory that is not named as weights',
    rule: 'model_image',
    label: '//bad/hidden_weights:image',
    by: 'action',
    message: /weights with the code: they are in a directory/,
    details: /"bad\/hidden_weights\/data\/model.gguf": 13 bytes/,
    fix: /to weights/,
  },
  {
    problem: 'a file that is larger than a layer may be',
    rule: 'weights_layer',
    label: '//bad/large_layer:weights',
    by: 'action',
    message: /a layer of 3072 bytes: "bad\/large_layer\/model.onnx"/,
    accepted: /at most 2000 bytes/,
    fix: /max_layer_size/,
  },
  {
    problem: 'a loader of another rule set',
    rule: 'oci_load',
    label: '//bad/loader:load',
    by: 'loading',
    message: /unknown keyword: loader/,
    accepted: /repo_tags/,
    fix: /bazel run TARGET -- --engine docker, podman or nerdctl/,
  },
  {
    problem: 'a set of resources of another rule set',
    rule: 'oci_image',
    label: '//bad/resource_set:image',
    by: 'loading',
    message: /unknown keyword: resource_set/,
    accepted: /entrypoint/,
    fix: /leave it out/,
  },
]

/** Where the targets of bad_targets.ts are, each for one row, and who speaks in their errors. */
const TABLE = '//bad/table'
const SPEAKERS = /^\w+ \/\/bad\/table:\w+(?=: Cannot )/gm

/** Whether a line is what Bazel itself says of a target that it cannot build. */
const VERDICTS = {
  action: (line: string, folder: string) =>
    line.includes(folder) && line.includes('failed: (Exit 1)'),
  analysis: (line: string, folder: string) =>
    line.includes(folder) && line.includes('Analysis of target'),
  loading: (line: string, folder: string) =>
    line === `ERROR: package contains errors: ${folder.slice('//'.length)}`,
}

describe('a build with bad input', () => {
  let finished: Finished
  before(async () => {
    finished = await bazel(outside, ['build', '--keep_going', '//bad/...'])
  })

  it('fails', () => {
    assert.equal(finished.status, 1, finished.stderr)
  })

  for (const { problem, rule, label, by, ...expected } of EXPLAINED_TARGETS) {
    it(`explains ${problem}`, () => {
      const { stderr } = finished
      const parts = partsOf(stderr, `${rule} ${label}`)
      for (const [part, pattern] of Object.entries(expected)) {
        assert.match(parts[part] ?? '', pattern)
      }
      const folder = label.split(':')[0] ?? label
      const errors = stderr.split('\n').filter((line) => line.startsWith('ERROR: '))
      const own = errors.filter((line) => VERDICTS[by](line, folder))
      assert.equal(own.length, 1, stderr)
    })
  }

  for (const [rule, targets] of Object.entries(BAD_TARGETS)) {
    for (const [name, says] of targets) {
      it(`explains ${name.replaceAll('_', ' ')}`, () => {
        const { message = '', details = '' } = partsOf(finished.stderr, `${rule} ${TABLE}:${name}`)
        assert.match(`${message}\n${details}`, says)
      })
    }
  }

  it('explains all that is in the table, and has no bugs', () => {
    const { stderr } = finished
    const said = new Set([...stderr.matchAll(SPEAKERS)].map(([speaker]) => speaker))
    const rows = Object.entries(BAD_TARGETS).flatMap(([rule, targets]) =>
      targets.map(([name]) => `${rule} ${TABLE}:${name}`),
    )
    assert.deepEqual([...said].toSorted(), rows.toSorted())
    assert.doesNotMatch(stderr, /\(Exit [^1]/)
  })
})

/**
 * Runs a target that must end with exit code 1, print no results, and nothing but one error.
 *
 * @returns the error
 */
async function refusal(
  who: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<Readonly<Record<string, string | undefined>>> {
  const label = who.split(' ')[1] ?? ''
  const { status, stdout, stderr } = await run(executable(outside, label), args, { env })
  assert.equal(status, 1, stderr)
  assert.equal(stdout, '')
  assert.equal(SHAPE.exec(stderr)?.[0], stderr)
  return partsOf(stderr, who)
}

const PUSH = 'oci_push //images:push_gzip'
const LOAD = 'oci_load //images:load_gzip'
const LOGIN = { username: 'ci', password: 'right' }

describe('a run with bad input', () => {
  before(() => build(outside, '//images:push_gzip', '//images:load_gzip'))

  it('explains a push without a repository', async () => {
    const { message, accepted, fix } = await refusal(PUSH, [])
    assert.equal(message, 'Cannot push without a repository')
    assert.match(accepted ?? '', /HOST\[:PORT\]\/NAME without tag or digest/)
    assert.match(fix ?? '', /images\/BUILD.bazel or pass -- --repository HOST\/NAME/)
  })

  it('explains a repository with a tag in it', async () => {
    const args = ['--repository', 'ghcr.io/org/mnist:v1']
    const { message, fix } = await refusal(PUSH, args)
    assert.match(message ?? '', /"ghcr.io\/org\/mnist:v1" as a repository/)
    assert.match(fix ?? '', /"ghcr.io\/org\/mnist".*--tag v1/)
  })

  it('explains a registry that does not answer', async () => {
    const host = await hostOfNoRegistry()
    const { message } = await refusal(PUSH, ['--repository', `${host}/org/image`])
    assert.equal(message, `Cannot reach the registry "${host}": connection refused`)
  })

  it('explains a wrong password, and does not print it', async () => {
    await using registry = await startRegistry('docker-registry', LOGIN)
    writeAuthFile(registry.authFile ?? '', registry.host, { ...LOGIN, password: 'guessed' })
    const args = ['--repository', `${registry.host}/org/image`]
    const parts = await refusal(PUSH, args, registry.env)
    assert.match(parts['message'] ?? '', /log in.*refused the credential from .*config.json/)
    assert.match(parts['fix'] ?? '', new RegExp(`docker login ${registry.host}`))
    assert.doesNotMatch(Object.values(parts).join(), /guessed|Z3Vlc3NlZ/)
  })

  it('explains that there is no engine', async () => {
    const { message, fix } = await refusal(LOAD, [], { PATH: '/nowhere' })
    assert.match(message ?? '', /docker \(.*\), podman \(.*\), nerdctl \(.*\)/)
    assert.match(fix ?? '', /--output FILE.tar/)
  })

  it('explains that the engine that was asked for is not there', async () => {
    const { message } = await refusal(LOAD, ['--engine', 'nerdctl'], { PATH: '/nowhere' })
    assert.match(message ?? '', /tried nerdctl \(not on PATH\)$/)
  })
})

/** A host and port where a registry was, and is no more. */
async function hostOfNoRegistry(): Promise<string> {
  await using registry = await startRegistry('docker-registry', undefined)
  return registry.host
}
