import { join } from 'node:path'
import type { WheelSet } from '../data/wheels.ts'
import { fetchWheels } from '../data/wheels.ts'
import type { Command } from '../measure/command.ts'
import { measure, shell } from '../measure/command.ts'
import { inFolder } from '../measure/in_folder.ts'
import type { Contender, Rounds } from '../measure/rounds.ts'
import { named, ratio, runRounds } from '../measure/rounds.ts'
import { CHECKOUT } from '../../tools/dev/places.ts'
import { bsdtarThenDigests, zstdCodec } from '../peers/archive.ts'
import type { Row } from '../report/row.ts'
import { atLeast, below, judge } from '../report/row.ts'
import { speedTable } from '../report/table.ts'
import type { Bench, Figure } from './figure.ts'

const RT = 'rt layer wheels'
const UV = 'uv --compile-bytecode + bsdtar zstd -3 + digests'
const PREFIX = 'app/.venv'

/** About 75 wheels become compressed layers with bytecode and both digests. */
export const wheelsFigure: Figure = {
  id: 'i',
  title: 'Layers of about 75 wheels, with bytecode',
  run: async (bench) => {
    bench.say('fetching wheels')
    const set = await fetchWheels(bench.scale)
    bench.say(`installing ${set.wheels.length} wheels`)
    const rounds = await runRounds(bench.runs, await contenders(bench, set), RT)
    return {
      rows: judgeRounds(rounds),
      tables: [speedTable(`${set.wheels.length} wheels`, rounds, RT, undefined)],
      bars: [],
      notes: rounds.failed,
    }
  },
}

async function contenders(bench: Bench, set: WheelSet): Promise<readonly Contender[]> {
  const [python = '', version = ''] = await pythonOf()
  return [
    inFolder(bench.folder, RT, (out) =>
      bench.rt.action(join(out, 'arguments'), [
        ...['layer', 'wheels', `--out=${join(out, 'layers')}`, `--layers=${join(out, 'json')}`],
        ...['--key=_main/layers', `--prefix=${PREFIX}`, `--python-version=${version}`],
        ...[`--compiler=${join(CHECKOUT, 'tools/python/compile_bytecode.py')}`],
        ...[`--python=${python}`, '--compress=zstd', '--', ...set.wheels],
      ]),
    ),
    inFolder(bench.folder, UV, (out) => installAndPack(bench, set, python, out)),
  ]
}

/** The Python that `python3` starts, itself: other programs of that name may be scripts that look for it. */
async function pythonOf(): Promise<readonly string[]> {
  const code = 'import platform, sys; print(sys.executable, platform.python_version())'
  return (await measure({ argv: ['python3', '-c', code] })).stdout.trim().split(' ')
}

/** What a script would do: uv into a folder, then an archive of it and its digests. */
function installAndPack(bench: Bench, set: WheelSet, python: string, out: string): Command {
  const { tools, cores } = bench
  const job = {
    bsdtar: tools.need('bsdtar'),
    openssl: tools.need('openssl'),
    sources: [PREFIX],
    out,
    cwd: out,
  }
  const pack = bsdtarThenDigests(job, zstdCodec(tools.need('zstd'), cores))
  const script = [
    'uv=$1 python=$2 venv=$3; shift 3',
    'count=$1; shift; wheels=("${@:1:$count}"); shift "$count"',
    '"$uv" venv -q --no-cache --offline -p "$python" "$venv"',
    'VIRTUAL_ENV="$venv" "$uv" pip install -q --no-cache --offline --no-deps --compile-bytecode "${wheels[@]}"',
    '"$@"',
  ].join('\n')
  const count = String(set.wheels.length)
  const operands = [set.uv, python, join(out, PREFIX), count, ...set.wheels, ...pack.argv]
  return { argv: shell(script, ...operands), cwd: out }
}

function judgeRounds(rounds: Rounds): readonly Row[] {
  const [rt, uv] = [named(rounds, RT), named(rounds, UV)]
  return [
    judge({
      id: 'i.wall',
      value: ratio(uv, rt, ({ wall }) => wall),
      unit: 'times faster than uv, bsdtar with its threads and digests',
      goal: atLeast(2),
    }),
    judge({
      id: 'i.cpu',
      value: ratio(rt, uv, ({ cpu }) => cpu),
      unit: 'of the CPU time of uv, bsdtar and digests',
      goal: below(1),
    }),
  ]
}
