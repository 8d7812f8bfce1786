import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Descriptor } from '../descriptor.ts'
import { diffIdOf, digestOfHex } from '../digest.ts'
import type { Layer } from '../layer_set.ts'
import { DOCKER_LAYER_GZIP, OCI_CONFIG, OCI_LAYER, OCI_LAYER_GZIP } from '../media_types.ts'
import type { ImageConfig, RunConfig } from './config.ts'
import { EMPTY_RUN_CONFIG } from './config.ts'
import type { BaseImage, ImagePlan } from './configure.ts'
import { configure, MAX_LAYERS } from './configure.ts'
import type { ImageSettings } from './settings.ts'
import { NO_SETTINGS } from './settings.ts'

const digest = (seed: number): ReturnType<typeof digestOfHex> =>
  digestOfHex(seed.toString(16).padStart(64, '0'))

const layer = (seed: number, annotations: Layer['annotations'] = {}): Layer => ({
  mediaType: OCI_LAYER,
  digest: digest(seed),
  size: seed,
  diffId: diffIdOf(digest(seed + 1000)),
  annotations,
  description: `layer ${seed}`,
  content: { kind: 'blob', file: `_main/${seed}` },
})

const LINUX = { os: 'linux', architecture: 'amd64' }

function baseOf(
  run: Partial<RunConfig>,
  more: Partial<ImageConfig> = {},
  layers: readonly Descriptor[] = [],
): BaseImage {
  const config: ImageConfig = {
    platform: LINUX,
    created: '2020-01-01T00:00:00Z',
    run: { ...EMPTY_RUN_CONFIG, ...run },
    diffIds: layers.map((each) => diffIdOf(each.digest)),
    history: [],
    others: {},
    ...more,
  }
  const own = { mediaType: OCI_CONFIG, digest: digest(1), size: 1 }
  return { manifest: { config: own, layers, annotations: { 'base.note': 'b', both: 'b' } }, config }
}

function plan(
  base: BaseImage | undefined,
  settings: Partial<ImageSettings>,
  layers: readonly Layer[] = [],
): ImagePlan {
  const result = configure(base, { ...NO_SETTINGS, ...settings }, layers)
  assert.ok(result.ok, JSON.stringify(result))
  return result.value
}

function reasons(
  base: BaseImage | undefined,
  settings: Partial<ImageSettings>,
  count = 0,
): string[] {
  const layers = Array.from({ length: count }, (_, index) => layer(index))
  const result = configure(base, { ...NO_SETTINGS, ...settings }, layers)
  assert.ok(!result.ok, 'expected a failure')
  const { failure } = result
  const failures = failure.topic === 'several' ? failure.failures : [failure]
  return failures.map((each) => {
    const attribute = 'attribute' in each ? `:${each.attribute}` : ''
    const value = 'value' in each ? `:${each.value}` : ''
    return `${each.reason}${attribute}${value}`
  })
}

describe('configure() from nothing', () => {
  it('has one layer, one diff_id and one history entry for each layer, bottom first', () => {
    const { config, layers } = plan(undefined, LINUX, [layer(1), layer(2, { note: 'x' })])
    assert.deepEqual(layers, [
      { mediaType: OCI_LAYER, digest: digest(1), size: 1 },
      { mediaType: OCI_LAYER, digest: digest(2), size: 2, annotations: { note: 'x' } },
    ])
    assert.deepEqual(config.diffIds, [digest(1001), digest(1002)])
    assert.deepEqual(
      config.history.map((entry) => entry.others),
      [
        { created: '1970-01-01T00:00:00Z', created_by: 'layer 1' },
        { created: '1970-01-01T00:00:00Z', created_by: 'layer 2' },
      ],
    )
    assert.equal(config.created, '1970-01-01T00:00:00Z')
    assert.deepEqual(config.platform, LINUX)
  })

  it('needs os and architecture', () => {
    assert.deepEqual(reasons(undefined, {}), [
      'missing-platform:os',
      'missing-platform:architecture',
    ])
  })
})

describe('configure() over a base', () => {
  it('keeps everything of the base that nobody changes', () => {
    const run: Partial<RunConfig> = {
      user: 'nonroot',
      exposedPorts: ['80'],
      env: ['PATH=/bin'],
      entrypoint: ['/e'],
      cmd: ['c'],
      volumes: ['/v'],
      workingDir: '/w',
      labels: { l: '1' },
      stopSignal: 'SIGINT',
      others: { Healthcheck: { Test: ['NONE'] }, OnBuild: ['RUN x'] },
    }
    const others = { author: 'somebody', docker_version: '20' }
    const { config } = plan(baseOf(run, { others }), {})
    assert.deepEqual(config.run, run)
    assert.deepEqual(config.others, others)
    assert.equal(config.created, '1970-01-01T00:00:00Z')
  })

  it('resets the cmd with the entrypoint, unless cmd is given', () => {
    const base = baseOf({ entrypoint: ['/e'], cmd: ['c'] })
    const run = (settings: Partial<ImageSettings>): Partial<RunConfig> => {
      const { entrypoint, cmd } = plan(base, settings).config.run
      return { ...(entrypoint && { entrypoint }), ...(cmd && { cmd }) }
    }
    assert.deepEqual(run({ entrypoint: ['/n'] }), { entrypoint: ['/n'] })
    assert.deepEqual(run({ entrypoint: ['/n'], cmd: ['d'] }), { entrypoint: ['/n'], cmd: ['d'] })
    assert.deepEqual(run({ cmd: ['d'] }), { entrypoint: ['/e'], cmd: ['d'] })
    assert.deepEqual(run({ cmd: [] }), { entrypoint: ['/e'], cmd: [] })
    assert.deepEqual(run({ entrypoint: [] }), { entrypoint: [] })
  })

  it('merges env, labels, annotations, ports and volumes', () => {
    const base = baseOf({
      env: ['PATH=/bin', 'X=1'],
      labels: { a: '1', b: '1' },
      exposedPorts: ['80'],
      volumes: ['/v'],
    })
    const { config, annotations } = plan(base, {
      env: ['PATH=/app:$PATH'],
      labels: ['b=2=2', 'c='],
      annotations: ['both=o', 'own=o'],
      exposedPorts: ['53/udp', '80'],
      volumes: ['/data'],
    })
    assert.deepEqual(config.run.env, ['PATH=/app:/bin', 'X=1'])
    assert.deepEqual(config.run.labels, { a: '1', b: '2=2', c: '' })
    assert.deepEqual(annotations, { 'base.note': 'b', both: 'o', own: 'o' })
    assert.deepEqual(config.run.exposedPorts, ['80', '53/udp'])
    assert.deepEqual(config.run.volumes, ['/v', '/data'])
  })

  it('puts layers on top, names Docker layers as OCI does, and repairs the history', () => {
    const below = { mediaType: DOCKER_LAYER_GZIP, digest: digest(7), size: 7, urls: ['u'] }
    const { config, layers } = plan(baseOf({}, {}, [below]), {}, [layer(1)])
    assert.deepEqual(layers[0], { ...below, mediaType: OCI_LAYER_GZIP })
    assert.equal(layers.length, 2)
    assert.deepEqual(config.diffIds, [digest(7), digest(1001)])
    assert.equal(config.history.filter((entry) => !entry.emptyLayer).length, 2)
  })

  it('takes the platform of the base, and may add a variant but not change anything', () => {
    const base = baseOf({}, { platform: { ...LINUX, 'os.version': '1' } })
    assert.deepEqual(plan(base, { ...LINUX, variant: 'v3' }).config.platform, {
      ...LINUX,
      'os.version': '1',
      variant: 'v3',
    })
    assert.deepEqual(reasons(base, { os: 'windows', architecture: 'arm64' }), [
      'platform-conflict:os',
      'platform-conflict:architecture',
    ])
    const v8 = baseOf({}, { platform: { ...LINUX, variant: 'v8' } })
    assert.deepEqual(reasons(v8, { variant: 'v7' }), ['platform-conflict:variant'])
    assert.equal(plan(v8, LINUX).config.platform.variant, 'v8')
  })

  it('counts the layers of the base', () => {
    const below = Array.from({ length: MAX_LAYERS - 1 }, (_, index) => ({
      mediaType: OCI_LAYER,
      digest: digest(index),
      size: 1,
    }))
    assert.equal(plan(baseOf({}, {}, below), {}, [layer(1)]).layers.length, MAX_LAYERS)
    assert.deepEqual(reasons(baseOf({}, {}, below), {}, 2), ['too-many-layers'])
  })

  it('refuses layers over a limit, those of the base aside', () => {
    const below = [{ mediaType: OCI_LAYER, digest: digest(0), size: 1000 }]
    const base = baseOf({}, {}, below)
    assert.equal(plan(base, { maxLayerSize: 7 }, [layer(7)]).layers.length, 2)
    assert.deepEqual(reasons(base, { maxLayerSize: 1 }, 4), ['layer-too-large', 'layer-too-large'])
  })
})

describe('configure() with mistakes', () => {
  it('reports all of them together', () => {
    const found = reasons(
      undefined,
      {
        architecture: 'amd64',
        env: ['A'],
        labels: ['=x', 'ok=1'],
        annotations: ['y'],
        exposedPorts: ['80', '0', '65536', '80/TCP', '1-2', ' 80'],
        volumes: ['data'],
        workdir: 'app',
        user: 'a b',
        stopSignal: 'TERM',
        created: 'now',
      },
      MAX_LAYERS + 1,
    )
    assert.deepEqual(found, [
      'missing-platform:os',
      'invalid-setting:env:A',
      'invalid-setting:labels:=x',
      'invalid-setting:annotations:y',
      'invalid-setting:volumes:data',
      'invalid-setting:workdir:app',
      'invalid-setting:exposed_ports:0',
      'invalid-setting:exposed_ports:65536',
      'invalid-setting:exposed_ports:80/TCP',
      'invalid-setting:exposed_ports:1-2',
      'invalid-setting:exposed_ports: 80',
      'invalid-setting:user:a b',
      'invalid-setting:stop_signal:TERM',
      'invalid-setting:created:now',
      'too-many-layers',
    ])
  })

  it('refuses what engines refuse when a container starts', () => {
    const settings = {
      ...LINUX,
      entrypoint: ['', '$(location :x)', '$(date)', ''],
      cmd: ['$(rlocationpaths //a:b)'],
      env: ['A=$$(location :x)', 'B=$(rootpath :x)'],
      volumes: ['/', '//./', '/data'],
      user: '0:2147483648',
      created: '2016-12-31T23:59:60Z',
    }
    assert.deepEqual(reasons(undefined, settings, 1), [
      'invalid-setting:entrypoint:',
      'invalid-setting:entrypoint:$(location :x)',
      'invalid-setting:cmd:$(rlocationpaths //a:b)',
      'invalid-setting:env:B=$(rootpath :x)',
      'invalid-setting:volumes:/',
      'invalid-setting:volumes://./',
      'invalid-setting:user:0:2147483648',
      'invalid-setting:created:2016-12-31T23:59:60Z',
    ])
    const user = '2147483647:2147483647'
    assert.equal(plan(undefined, { ...LINUX, user }).config.run.user, user)
  })

  it('refuses an empty word for a program, and takes it for an argument', () => {
    const cmd = ['', 'x']
    const base = (entrypoint: readonly string[]): BaseImage => baseOf({ entrypoint })
    assert.deepEqual(reasons(undefined, { ...LINUX, cmd }, 1), ['invalid-setting:cmd:'])
    assert.deepEqual(reasons(base(['/run']), { entrypoint: [], cmd }, 1), ['invalid-setting:cmd:'])
    assert.deepEqual(plan(base(['/run']), { cmd }).config.run.cmd, cmd)
    assert.deepEqual(plan(undefined, { ...LINUX, entrypoint: ['/run'], cmd }).config.run.cmd, cmd)
  })

  it('takes what the specification has', () => {
    const { run } = plan(undefined, {
      ...LINUX,
      exposedPorts: ['1', '80/tcp', '53/udp', '65535/sctp'],
      user: '65532:65532',
      stopSignal: 'SIGRTMIN+3',
      workdir: '/',
      created: '2026-01-31T12:00:00.5+01:00',
    }).config
    assert.equal(run.user, '65532:65532')
    assert.equal(run.stopSignal, 'SIGRTMIN+3')
    assert.equal(run.workingDir, '/')
  })

  it('lets Windows images have Windows paths', () => {
    const windows = { os: 'windows', architecture: 'amd64', workdir: String.raw`C:\app` }
    assert.equal(plan(undefined, windows).config.run.workingDir, String.raw`C:\app`)
  })
})
