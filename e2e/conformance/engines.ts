import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { NEWER_ENGINES } from '../../tools/dev/container_tools.ts'
import { unpackedRoot } from '../../tools/dev/unpacked_packages.ts'
import type { MaybeEngine, TestEngine } from '../../tools/testing/engines.ts'
import { startDocker, startPodman } from '../../tools/testing/engines.ts'
import { GREETING } from '../support/workspace.ts'
import type { MaybeChecker } from './checker.ts'
import type { Containerd } from './containerd.ts'
import { startContainerd } from './containerd.ts'
import type { ConformanceImage } from './images.ts'
import { rt, TAG } from './images.ts'

/** Engines under test; `stack` ends them. */
export async function engines(stack: AsyncDisposableStack): Promise<readonly MaybeChecker[]> {
  const newer = unpackedRoot(NEWER_ENGINES)
  const dockerd = join(newer, 'usr/sbin/dockerd')
  const env = {
    ...process.env,
    PATH: [join(newer, 'usr/bin'), join(newer, 'usr/sbin'), process.env['PATH']].join(delimiter),
  }
  const started: readonly (readonly [string, Promise<MaybeEngine>])[] = [
    ['podman 4', startPodman(process.env)],
    ['docker 20', startDocker({ ...process.env, PATH: '/usr/bin:/usr/sbin:/bin:/sbin' })],
    ['docker 28', startDocker(env, [dockerd])],
    [
      'docker 28, containerd store',
      startDocker(env, [dockerd, '--feature', 'containerd-snapshotter=true']),
    ],
  ]
  const rows: MaybeChecker[] = []
  for (const [name, starting] of started) rows.push(...waysInto(name, await starting, stack))
  for (const [name, program] of [
    ['containerd 1.6', '/usr/bin/containerd'],
    ['containerd 2', join(newer, 'usr/bin/containerd')],
  ] as const)
    rows.push(await containerd(name, program, stack))
  return rows
}

/** `rt load`, and the engine's own `load` of both kinds of tars. */
function waysInto(
  name: string,
  { engine, missing }: MaybeEngine,
  stack: AsyncDisposableStack,
): readonly MaybeChecker[] {
  const ways = {
    'rt load': byRt,
    'load of the OCI tar': ofOciTar,
    'load of the docker tar': ofDockerTar,
  }
  if (engine !== undefined) stack.use(engine)
  return Object.entries(ways).map(([way, load]): MaybeChecker => {
    const row = `${name}: ${way}`
    if (engine === undefined) return { name: row, missing }
    return {
      name: row,
      async check(image) {
        await load(engine, image)
        await runAndForget(engine, image)
      },
    }
  })
}

async function byRt(engine: TestEngine, { layout }: ConformanceImage): Promise<void> {
  await rt(['load', layout, '--tag', TAG, '--engine', engine.kind, '--quiet'], engine.env)
}

async function ofOciTar(engine: TestEngine, { ociTar }: ConformanceImage): Promise<void> {
  await engine.run('load', '--input', ociTar)
}

async function ofDockerTar(engine: TestEngine, { dockerTar }: ConformanceImage): Promise<void> {
  await engine.run('load', '--input', dockerTar)
}

async function runAndForget(engine: TestEngine, { runs }: ConformanceImage): Promise<void> {
  try {
    if (runs) assert.equal(await engine.runContainer(TAG), GREETING)
    else await engine.run('image', 'inspect', TAG)
  } finally {
    await engine.run('rmi', '--force', TAG).catch(() => '')
  }
}

async function containerd(
  name: string,
  program: string,
  stack: AsyncDisposableStack,
): Promise<MaybeChecker> {
  if (!existsSync(program)) return { name: `${name}: ctr import`, missing: `no ${program}` }
  const { ctr } = stack.use(await startContainerd(program))
  const full = `docker.io/${TAG}`
  return {
    name: `${name}: ctr import`,
    async check({ ociTar, runs }) {
      await ctr('images', 'import', ociTar)
      try {
        if (runs) assert.equal(await outputOf(ctr, full), GREETING)
        else assert.match(await ctr('images', 'ls', '--quiet'), new RegExp(full))
      } finally {
        await ctr('images', 'rm', '--sync', full).catch(() => '')
      }
    },
  }
}

/** What a container prints; ctr sometimes ends before it has passed on what a short one has said. */
async function outputOf(ctr: Containerd['ctr'], image: string): Promise<string> {
  let said = ''
  for (let tries = 0; said === '' && tries < 5; tries++) {
    said = await ctr('run', '--rm', image, `conformance-${tries}`)
  }
  return said
}
