import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { doJobs } from '../data/workers.ts'
import type { Command } from '../measure/command.ts'
import { measure } from '../measure/command.ts'
import { bytesWrittenBy } from '../measure/process_io.ts'
import type { Contender, Rounds } from '../measure/rounds.ts'
import { count, named, ratio, runRounds, typical } from '../measure/rounds.ts'
import { sha256Limits } from '../measure/sha256_limit.ts'
import type { Row } from '../report/row.ts'
import { atLeast, below, judge } from '../report/row.ts'
import { digits } from '../report/table.ts'
import { serverOf } from './bazel_push.ts'
import type { BentoWorkspace } from './bento_workspace.ts'
import { makeBentoWorkspace } from './bento_workspace.ts'
import type { Bench, Figure } from './figure.ts'

const SHARDS = 4
const SHARD_BYTES = 2 ** 30
const IMAGE = '//weights:bento.image'
const RT = 'bazel build of the image'
const LIMITS = ['limit (openssl)', 'limit (node)'] as const

/** The image of a Bento with a model of 4 GiB: the model is read once, and nothing of it is written. */
export const bentoModelFigure: Figure = {
  id: 'r',
  title: 'The image of a Bento with a model of 4 GiB',
  run: async (bench) => {
    using workspace = makeBentoWorkspace()
    const files = await makeWeights(bench, workspace)
    bench.say('building an image of a Bento with it')
    workspace.changeModel()
    await measure(workspace.bazel(['build', IMAGE]))
    bench.say('changing the description of the model')
    const limits = sha256Limits(bench.tools.need('openssl'), files, bench.cores)
    const limit = (name: string, command: Command): Contender => ({
      name,
      run: () => measure(command),
    })
    const contenders = [
      limit(LIMITS[0], limits.openssl),
      limit(LIMITS[1], limits.node),
      { name: RT, run: () => buildOnce(bench, workspace) },
    ]
    const rounds = await runRounds(bench.runs, contenders, RT)
    await measure(workspace.bazel(['shutdown']))
    const seconds = [...LIMITS, RT].map((name) =>
      digits(typical(named(rounds, name), ({ wall }) => wall)),
    )
    return {
      rows: judgeRounds(rounds),
      tables: [
        {
          title: '',
          columns: [...LIMITS, RT, 'of that, hashing the model'].map((name) => `${name}, s`),
          lines: [[...seconds, digits(typical(named(rounds, RT), count('hashing')))]],
        },
      ],
      bars: [],
      notes: rounds.failed,
    }
  },
}

async function makeWeights(bench: Bench, { path }: BentoWorkspace): Promise<readonly string[]> {
  const bytes = Math.round(SHARD_BYTES * bench.scale)
  bench.say(`making ${SHARDS} files of ${bytes} bytes`)
  const files = Array.from({ length: SHARDS }, (_, index) =>
    join(path, `weights/model-${index}.safetensors`),
  )
  await doJobs(files.map((file, seed) => ({ kind: 'shard', path: file, bytes, seed })))
  return files
}

/** Counts the seconds of the action that hashes the model, and what Bazel and its actions have written. */
async function buildOnce(bench: Bench, workspace: BentoWorkspace): ReturnType<Contender['run']> {
  workspace.changeModel()
  const server = await serverOf(workspace)
  const before = bytesWrittenBy(server)
  const profile = join(bench.folder, 'profile.gz')
  const sample = await measure(workspace.bazel(['build', `--profile=${profile}`, IMAGE]))
  const written = bytesWrittenBy(server) - before
  return { ...sample, written, counts: { hashing: secondsOf(profile, 'Hashing models of ') } }
}

/** How long an action of a build took, by what Bazel says that it does. */
function secondsOf(profile: string, action: string): number {
  const { traceEvents } = JSON.parse(gunzipSync(readFileSync(profile)).toString()) as {
    readonly traceEvents: readonly {
      readonly name: string
      readonly cat?: string
      readonly dur?: number
    }[]
  }
  const found = traceEvents.find(
    ({ name, cat }) => cat === 'action processing' && name.startsWith(action),
  )
  return (found?.dur ?? NaN) / 1e6
}

function judgeRounds(rounds: Rounds): readonly Row[] {
  const rt = named(rounds, RT)
  const limits = Object.fromEntries(
    LIMITS.map((name) => [
      name,
      1 / ratio(rt, named(rounds, name), ({ wall, counts }) => counts?.['hashing'] ?? wall),
    ]),
  )
  return [
    judge({
      id: 'r.sha256_limit',
      value: Math.min(...Object.values(limits)),
      unit: 'of the SHA-256 limit of all cores, while the model is hashed',
      goal: atLeast(0.9),
      others: limits,
    }),
    judge({
      id: 'r.written',
      value: typical(rt, ({ written }) => written) / 2 ** 20,
      unit: 'MiB written by Bazel and its actions, of a model of 4096',
      goal: below(16),
    }),
  ]
}
