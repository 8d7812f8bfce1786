import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import type { LockedPackage, PackageLock } from './lock.ts'
import { lockOf, upToDate } from './runtime_lock.ts'
import type { RuntimeSet } from './runtime_set.ts'
import { parseRuntimeSet } from './runtime_set.ts'

const SET = {
  version: '13.5',
  architectures: ['amd64'],
  defaults: ['cudart'],
  components: {
    cudart: { wheel: 'nvidia-cuda-runtime==13.5.37', keep: { 'lib/*': 'lib/' } },
    cublas: { wheel: 'nvidia-cublas==13.10.0.20', keep: {}, needs: ['cudart'] },
  },
}

const parsed = (value: unknown): RuntimeSet => {
  const set = parseRuntimeSet(new TextEncoder().encode(JSON.stringify(value)))
  if (!set.ok) throw new Error(set.failure)
  return set.value
}

const failureOf = (value: unknown): string => {
  const set = parseRuntimeSet(new TextEncoder().encode(JSON.stringify(value)))
  return set.ok ? 'parsed' : set.failure
}

const locked = (name: string): LockedPackage => ({ name, version: '1', kind: 'wheel', files: {} })

function lock(set: RuntimeSet): PackageLock {
  return lockOf(
    set,
    new Map([
      ['cudart', [locked('nvidia-cuda-runtime')]],
      ['cublas', [locked('nvidia-cublas')]],
    ]),
  )
}

test('packages know their component and the packages that they need', () => {
  const packages = lock(parsed(SET)).packages
  deepEqual(
    packages.find((each) => each.name === 'nvidia-cublas'),
    {
      ...locked('nvidia-cublas'),
      component: 'cublas',
      dependsOn: ['nvidia-cuda-runtime'],
    },
  )
})

test('a component that is asked for in the same words is up to date, others are not', () => {
  const before = lock(parsed(SET))
  deepEqual([...upToDate(parsed(SET), before).keys()], ['cudart', 'cublas'])
  const { components } = SET
  const changed = { ...components.cublas, leaveOut: ['x'] }
  const set = parsed({ ...SET, components: { ...components, cublas: changed } })
  deepEqual([...upToDate(set, before).keys()], ['cudart'])
  equal(upToDate(parsed({ ...SET, architectures: ['arm64'] }), before).size, 0)
  equal(upToDate(parsed(SET), undefined).size, 0)
})

test('a set with a mistake in it is refused with the place', () => {
  const withCudart = (fields: object): unknown => ({
    ...SET,
    components: { cudart: { ...SET.components.cudart, ...fields } },
  })
  equal(
    failureOf(withCudart({ wheel: 'nvidia-cuda-runtime' })),
    'components.cudart.wheel: expected NAME==VERSION',
  )
  equal(
    failureOf(withCudart({ wheel: undefined })),
    'components.cudart: expected "wheel", or "debs" with "suite", or "archive" with "urls"',
  )
  equal(
    failureOf(withCudart({ needs: ['cufft'] })),
    'the document: component "cudart" needs "cufft", which is not there',
  )
  equal(failureOf({ ...SET, defaults: ['x'] }), 'defaults[0]: expected one of cudart, cublas')
})
