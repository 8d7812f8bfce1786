import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { doJobs } from '../data/workers.ts'
import { inFolder } from '../measure/in_folder.ts'
import type { Contender, Rounds, Series } from '../measure/rounds.ts'
import { each, named, others, ratio, runRounds, typical } from '../measure/rounds.ts'
import { sha256Limits } from '../measure/sha256_limit.ts'
import { bsdtarThenDigest, bsdtarThenDigests, zstdCodec } from '../peers/archive.ts'
import type { Goal, Row } from '../report/row.ts'
import { atLeast, below, judge } from '../report/row.ts'
import { speedBars, speedTable } from '../report/table.ts'
import type { Bench, Figure } from './figure.ts'
import { weightsAction } from './weights_action.ts'

const SHARDS = 4
const SHARD_BYTES = 1 << 30
const RT = 'rt layer weights'
const BSDTAR = 'bsdtar + openssl'
const LIMITS = ['limit (openssl)', 'limit (node)'] as const

/** 4 shards of 1 GiB become layers: rt reads and hashes, the others write a tar and then hash it. */
export const weightsFigure: Figure = {
  id: 'a',
  title: 'Layers of 4 x 1 GiB of bf16 weights',
  run: async (bench) => {
    const bytes = Math.round(SHARD_BYTES * bench.scale)
    const shards = await makeShards(bench, bytes)
    const rounds = await runRounds(bench.runs, contenders(bench, shards), RT)
    return {
      rows: judgeRounds(rounds),
      tables: [speedTable(`${SHARDS} shards`, rounds, RT, SHARDS * bytes)],
      bars: [speedBars('(a) layers of 4 x 1 GiB of weights', rounds, SHARDS * bytes)],
      notes: rounds.failed,
    }
  },
}

async function makeShards(bench: Bench, bytes: number): Promise<readonly string[]> {
  bench.say(`making ${SHARDS} shards of ${bytes} bytes`)
  const folder = join(bench.folder, 'shards')
  mkdirSync(folder)
  const names = Array.from({ length: SHARDS }, (_, index) => `model-0000${index + 1}-of-00004.bin`)
  await doJobs(
    names.map((name, seed) => ({ kind: 'shard', path: join(folder, name), bytes, seed })),
  )
  return names.map((name) => join('shards', name))
}

function contenders(bench: Bench, shards: readonly string[]): readonly Contender[] {
  const { folder, tools, cores } = bench
  const bsdtar = tools.need('bsdtar')
  const openssl = tools.need('openssl')
  const zstd = tools.one('zstd')
  const limits = sha256Limits(openssl, shards, cores)
  const job = (out: string) => ({ bsdtar, openssl, sources: shards, out, cwd: folder })
  const add = shards.flatMap((shard) => ['--add', `/models/${shard}=${shard}`])
  return [
    inFolder(folder, LIMITS[0], () => ({ ...limits.openssl, cwd: folder })),
    inFolder(folder, LIMITS[1], () => ({ ...limits.node, cwd: folder })),
    inFolder(folder, RT, (out) => weightsAction(bench, shards, out)),
    inFolder(folder, BSDTAR, (out) => bsdtarThenDigest(job(out))),
    ...(zstd === undefined
      ? []
      : [
          inFolder(folder, `bsdtar zstd -3 x${cores} + digests`, (out) =>
            bsdtarThenDigests(job(out), zstdCodec(zstd, cores)),
          ),
        ]),
    ...tools.all('img').map(({ label, path }) =>
      inFolder(folder, `${label} layer, no compression`, (out) => ({
        argv: [path, 'layer', '--format', 'none', '--metadata', join(out, 'json'), ...add].concat(
          join(out, 'layer.tar'),
        ),
        cwd: folder,
      })),
    ),
  ]
}

function judgeRounds(rounds: Rounds): readonly Row[] {
  const rt = named(rounds, RT)
  const isLimit = ({ name }: Series): boolean => LIMITS.some((limit) => limit === name)
  const limits = each(rounds.series.filter(isLimit), (limit) => ratio(limit, rt, (o) => o.wall))
  const writers = others(rounds, RT).filter((series) => !isLimit(series))
  const times = each(writers, (other) => ratio(other, rt, (o) => o.wall))
  const cpus = each(writers, (other) => ratio(rt, other, (o) => o.cpu))
  const mib = (series: Series): number => typical(series, (o) => o.written) / 2 ** 20
  const row = (
    id: string,
    value: number | undefined,
    unit: string,
    goal: Goal,
    rest: Numbers,
  ): Row => judge({ id: `a.${id}`, value: value ?? NaN, unit, goal, others: rest })
  return [
    // The share of the limit: the time of the faster of the two divided by rt's.
    row(
      'sha256_limit',
      Math.min(...Object.values(limits)),
      'of the SHA-256 limit of all cores',
      atLeast(0.9),
      limits,
    ),
    row('wall', times[BSDTAR], `times faster than ${BSDTAR}`, atLeast(3), times),
    row('cpu', cpus[BSDTAR], `of the CPU time of ${BSDTAR}`, below(1), cpus),
    row('written', mib(rt), 'MiB written to disk', below(1), each(writers, mib)),
  ]
}

type Numbers = Readonly<Record<string, number>>
