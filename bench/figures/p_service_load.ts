import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { podmanRunFlags, startPodman } from '../../tools/testing/engines.ts'
import type { TestEngine } from '../../tools/testing/engines.ts'
import { freePort } from '../../tools/testing/free_port.ts'
import { CHECKOUT } from '../../tools/dev/places.ts'
import { measure } from '../measure/command.ts'
import type { Contender, Observation, Rounds } from '../measure/rounds.ts'
import { count, named, ratio, runRounds, typical } from '../measure/rounds.ts'
import { PINNED_SERVICE } from '../peers/pinned_service.ts'
import { installByUv, pinsOf } from '../peers/uv.ts'
import { atLeast, atMost, judge } from '../report/row.ts'
import { digits } from '../report/table.ts'
import type { Bench, Figure, FigureResult } from './figure.ts'
import { makePackagerWorkspace } from './packager_workspace.ts'
import { untilReady } from '../../tools/testing/until_ready.ts'

const RT = 'rt'
const PINNED = 'the versions that ODAHU pins'
const SECONDS = 10
const CONNECTIONS = 16
const COLUMNS = [
  ...['fixed acidity', 'volatile acidity', 'residual sugar', 'chlorides'],
  ...['density', 'pH', 'sulphates', 'alcohol'],
]
const WINE = [7, 0.27, 20.7, 0.045, 1.001, 3, 0.45, 8.8]
const GUNICORN = ['--pythonpath', '/app/', '--timeout', '60', '-w', '2', '--threads', '4']

/** A service under load: the same model, in the same image, by the versions of rt's lock and by those of ODAHU. */
export const serviceLoadFigure: Figure = {
  id: 'p',
  title: 'A packaged model under load',
  run: async (bench) => {
    const { engine, missing } = await startPodman(process.env)
    if (engine === undefined) throw new Error(missing)
    await using podman = engine
    bench.say('building and loading an image, and installing the versions that ODAHU pins')
    using workspace = makePackagerWorkspace()
    const load = workspace.bazel(['run', '//:wine.load', '--', '--engine=podman'])
    const image = (await measure({ ...load, env: podman.env })).stdout.trim()
    await measure(workspace.bazel(['shutdown']))
    const modules = await installByUv([...pinsOf(workspace.lock), ...PINNED_SERVICE], bench.folder)
    bench.say('asking')
    const script = writeScript(bench)
    const rounds = await runRounds(
      bench.runs,
      [
        { name: RT, run: () => serve(podman, script, [image], 'odahuflow_handler:app') },
        {
          name: PINNED,
          run: () => serve(podman, script, pinned(modules, image), 'pinned_service:app'),
        },
      ] satisfies readonly Contender[],
      RT,
    )
    return { ...judgeLoad(rounds), bars: [], notes: rounds.failed }
  },
}

function judgeLoad(rounds: Rounds): Pick<FigureResult, 'rows' | 'tables'> {
  const [rt, theirs] = [named(rounds, RT), named(rounds, PINNED)]
  const lines = rounds.series.map((series) => [
    series.name,
    ...['rate', 'p99'].map((name) => digits(typical(series, count(name)))),
  ])
  return {
    rows: [
      judge({
        ...{ id: 'p.rate', value: ratio(rt, theirs, count('rate')), goal: atLeast(1) },
        unit: 'times the requests a second of the versions that ODAHU pins',
      }),
      judge({
        ...{ id: 'p.p99', value: ratio(rt, theirs, count('p99')), goal: atMost(1) },
        unit: 'of the time within which they answer 99 % of the requests',
      }),
    ],
    tables: [{ title: '', columns: ['', 'requests a second', 'p99, ms'], lines }],
  }
}

const NOTHING: Observation = {
  ...{ wall: NaN, cpu: NaN, memory: NaN, read: NaN, written: NaN, stdout: '' },
}

/** That version has no module to start, and its script is for the Python of the virtual environment. */
const START = ['/usr/bin/python3.11', '-c', 'from gunicorn.app.wsgiapp import run; run()']

/** The same image with other modules and another handler in front of the model. */
function pinned(modules: string, image: string): readonly string[] {
  const handler = join(CHECKOUT, 'bench/peers/pinned_service.py')
  return [
    ...[`--volume=${modules}:/pinned:ro`, `--volume=${handler}:/handler/pinned_service.py:ro`],
    ...['--env=PYTHONPATH=/pinned:/handler:/app', `--entrypoint=${JSON.stringify(START)}`],
    image,
  ]
}

/** What wrk sends. */
function writeScript(bench: Bench): string {
  const path = join(bench.folder, 'invoke.lua')
  const body = JSON.stringify({ columns: COLUMNS, data: [WINE] })
  writeFileSync(path, `wrk.method = "POST"\nwrk.body = [==[${body}]==]\n`)
  return path
}

/** `image` is what follows the options: more of them, and the image. */
async function serve(
  podman: TestEngine,
  script: string,
  image: readonly string[],
  application: string,
): Promise<Observation> {
  const port = await freePort()
  const flags = [
    ...podmanRunFlags().filter((flag) => !flag.startsWith('--network')),
    ...['--detach', '--network=host'],
  ]
  const bind = ['-b', `127.0.0.1:${port}`, application]
  const container = await podman.run('run', ...flags, ...image, ...GUNICORN, ...bind)
  try {
    await untilReady(`http://127.0.0.1:${port}/healthcheck`, { seconds: 120, pause: 20 })
    await ask(port, script, 2)
    return { ...NOTHING, counts: await ask(port, script, SECONDS) }
  } finally {
    await podman.run('rm', '--force', '--time=0', container.trim())
  }
}

const UNITS: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000 }

/** Requests a second, and the milliseconds within which 99 % are answered. */
async function ask(
  port: number,
  script: string,
  seconds: number,
): Promise<{ readonly rate: number; readonly p99: number }> {
  const options = ['-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, '--latency', '-s', script]
  const url = `http://127.0.0.1:${port}/api/model/invoke`
  const { stdout } = await measure({ argv: ['wrk', ...options, url] })
  if (/Non-2xx/.test(stdout)) throw new Error('the service refuses the requests')
  const [, rate] = /Requests\/sec:\s+([\d.]+)/.exec(stdout) ?? []
  const [, p99, unit = ''] = /99%\s+([\d.]+)(us|ms|s)/.exec(stdout) ?? []
  return { rate: Number(rate), p99: Number(p99) * (UNITS[unit] ?? NaN) }
}
