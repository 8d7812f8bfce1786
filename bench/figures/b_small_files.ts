import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { smallFileFolders, smallFilePath, smallFileSizes } from '../data/small_files.ts'
import { doJobs } from '../data/workers.ts'
import { inFolder } from '../measure/in_folder.ts'
import type { Contender, Rounds } from '../measure/rounds.ts'
import { count, each, named, others, ratio, runRounds, typical } from '../measure/rounds.ts'
import type { Codec } from '../peers/archive.ts'
import { bsdtarThenDigests, gzipCodec, pipelineWithDigests, zstdCodec } from '../peers/archive.ts'
import type { Row } from '../report/row.ts'
import { atLeast, judge } from '../report/row.ts'
import type { Column } from '../report/table.ts'
import { digits, speedBars, speedTable } from '../report/table.ts'
import type { Bench, Figure } from './figure.ts'

const FILES = 35_000
const BYTES = 400e6
const RT = 'rt layer tar'
/** The same text for rt and bsdtar: what mtree_spec writes. */
const SPECIFICATION = 'files.mtree'

/** About 35,000 small files become a compressed layer with both digests. */
export const smallFilesFigure: Figure = {
  id: 'b',
  title: 'A compressed layer of 35,000 small files, 400 MB',
  run: async (bench) => {
    const bytes = await makeFiles(bench)
    const { tools, cores } = bench
    const zstd = zstdCodec(tools.need('zstd'), cores)
    const gzip = gzipCodec(tools.one('pigz'), cores)
    const byZstd = await compare(bench, 'zstd', 3, zstd, 'zstd')
    const byGzip = await compare(bench, 'gzip', 6, gzip, tools.one('pigz') ? 'pigz' : 'gzip')
    return {
      rows: [judgeRounds('b.zstd', byZstd, 1.2), judgeRounds('b.gzip', byGzip, 2)],
      tables: [
        speedTable('zstd -3 and both digests', byZstd, RT, bytes, [RATIO(bytes)]),
        speedTable('gzip -6 and both digests', byGzip, RT, bytes, [RATIO(bytes)]),
      ],
      bars: [
        speedBars('(b) 35,000 small files, zstd -3 and digests', byZstd, bytes),
        speedBars('(b) 35,000 small files, gzip -6 and digests', byGzip, bytes),
      ],
      notes: [...byZstd.failed, ...byGzip.failed],
    }
  },
}

const RATIO = (bytes: number): Column => ({
  title: 'packed to',
  text: (series) => digits(typical(series, count('packed')) / bytes),
})

/** Makes the files and their mtree text; answers how many bytes they are. */
async function makeFiles(bench: Bench): Promise<number> {
  const files = Math.ceil(FILES * bench.scale)
  bench.say(`making ${files} small files`)
  const sizes = smallFileSizes(files, BYTES * bench.scale)
  const folder = join(bench.folder, 'files')
  const step = bench.cores
  await doJobs(
    Array.from({ length: step }, (_, first) => ({
      kind: 'small files',
      folder,
      sizes,
      first,
      step,
    })),
  )
  const common = 'uid=0 gid=0 time=1672560000'
  const lines = [
    ...['.', ...smallFileFolders(files)].map((path) => `${path}/ ${common} mode=0755 type=dir`),
    ...sizes.map((_, index) => {
      const path = smallFilePath(index)
      return `${path} ${common} mode=0644 type=file content=files/${path}`
    }),
  ]
  writeFileSync(join(bench.folder, SPECIFICATION), lines.map((line) => `${line}\n`).join(''))
  return sizes.reduce((sum, size) => sum + size, 0)
}

function compare(
  bench: Bench,
  compress: 'zstd' | 'gzip',
  level: number,
  codec: Codec,
  filter: string,
): Promise<Rounds> {
  const { folder, tools, cores } = bench
  const job = (out: string) => ({
    bsdtar: tools.need('bsdtar'),
    openssl: tools.need('openssl'),
    sources: [`@${SPECIFICATION}`],
    out,
    cwd: folder,
  })
  const packed = (_: unknown, out: string) => ({ packed: statSync(join(out, 'layer')).size })
  const threads = compress === 'zstd' ? cores : 1
  const contenders: readonly Contender[] = [
    inFolder(folder, RT, (out) => tarAction(bench, compress, level, out), packed),
    inFolder(
      folder,
      `bsdtar ${compress} x${threads} + digests`,
      (out) => bsdtarThenDigests(job(out), codec),
      packed,
    ),
    inFolder(
      folder,
      `bsdtar | ${filter} x${cores} | digests`,
      (out) => pipelineWithDigests(job(out), codec),
      packed,
    ),
    ...imgContenders(bench, compress, packed),
  ]
  return runRounds(bench.runs, contenders, RT)
}

/** rules_img's tool, with as many threads; its levels are its own. */
function imgContenders(
  { folder, tools }: Bench,
  compress: string,
  packed: (_: unknown, out: string) => Readonly<Record<string, number>>,
): readonly Contender[] {
  const list = join(folder, 'files.list')
  writeFileSync(list, 'files\0dfiles\n')
  return tools.all('img').map(({ label, path }) =>
    inFolder(
      folder,
      `${label} layer`,
      (out) => ({
        argv: [path, 'layer', '--format', compress, '--compressor-jobs', 'nproc']
          .concat('--metadata', join(out, 'json'), '--add-from-file', list)
          .concat(join(out, 'layer')),
        cwd: folder,
      }),
      packed,
    ),
  )
}

function tarAction(bench: Bench, compress: string, level: number, out: string) {
  const outputs = [`--out=${join(out, 'layer')}`, `--layers=${join(out, 'layers.json')}`]
  const options = ['--key=_main/layer', `--mtree=${SPECIFICATION}`, `--compress=${compress}`]
  const all = ['layer', 'tar', ...outputs, ...options, `--level=${level}`]
  return bench.rt.action(join(out, 'arguments'), all, { cwd: bench.folder })
}

function judgeRounds(id: string, rounds: Rounds, goal: number): Row {
  const rt = named(rounds, RT)
  const times = each(others(rounds, RT), (other) => ratio(other, rt, ({ wall }) => wall))
  const [, value = NaN] = Object.entries(times).find(([name]) => name.startsWith('bsdtar ')) ?? []
  return judge({
    id,
    value,
    unit: 'times faster than bsdtar with its threads and digests',
    goal: atLeast(goal),
    others: times,
  })
}
