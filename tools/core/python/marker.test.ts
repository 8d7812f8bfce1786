import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Marker } from './marker.ts'
import { markerHolds, parseMarker } from './marker.ts'

const HERE = { python: '3.11', architecture: 'arm64' }

function holds(text: string, python = HERE.python): boolean {
  const marker = parseMarker(text)
  assert.ok(marker.ok, text)
  return markerHolds(marker.value, { ...HERE, python })
}

const HOLD = [
  'python_version >= "3.9"',
  "python_version < '3.12'",
  'python_version == "3.11"',
  'python_version == "3.*"',
  'python_version != "3.1.*"',
  'python_version ~= "3.8"',
  'python_version > "3.9"',
  '"3.10" <= python_version',
  'python_full_version >= "3.11.0"',
  'sys_platform == "linux" and platform_machine == "aarch64"',
  "os_name == 'nt' or platform_system == 'Linux'",
  '(os_name == "nt" or os_name == "posix") and implementation_name == "cpython"',
  'platform_machine in "x86_64 aarch64"',
  'platform_machine not in "x86_64 arm64"',
  '"linux" in sys_platform',
  'sys.platform == "linux"',
  'platform.python_implementation == "CPython"',
  'sys_platform != "win32"',
  'extra == ""',
]
const HOLD_NOT = [
  'python_version < "3.9"',
  'python_version == "3.1"',
  'python_version == "3.12.*"',
  'python_version != "3.*"',
  'python_version ~= "4.0"',
  'sys_platform == "win32"',
  'platform_machine == "x86_64"',
  'platform_machine in "x86_64"',
  'extra == "test"',
  'platform_release in "5.10"',
  'sys_platform == "linux" and os_name == "nt"',
  'os_name == "nt" and os_name == "nt" or os_name == "nt"',
  'sys_platform ~= "linux"',
]

describe('markers', () => {
  it('hold where an image is, whatever machine looks', () => {
    for (const text of HOLD) assert.equal(holds(text), true, text)
    for (const text of HOLD_NOT) assert.equal(holds(text), false, text)
    assert.equal(holds('python_full_version < "3.11.4"', '3.11.2'), true)
    assert.equal(holds('python_full_version < "3.11.4"', '3.11.9'), false)
  })

  it('bind "and" before "or"', () => {
    assert.equal(holds('os_name == "posix" or os_name == "nt" and os_name == "nt"'), true)
    assert.equal(holds('(os_name == "posix" or os_name == "nt") and os_name == "nt"'), false)
  })

  it('are refused where they are none', () => {
    for (const text of [
      '',
      'python_version',
      'python_version >=',
      'python_version >= 3.9',
      'python >= "3"',
      'python_version => "3"',
      '(os_name == "nt"',
      'os_name == "nt")',
      'os_name == "nt" and',
      'os_name == "nt" os_name == "nt"',
      'os_name is "nt"',
      'os_name == "nt',
    ])
      assert.equal(parseMarker(text).ok, false, text)
  })

  const term = fc.oneof(
    fc
      .constantFrom('os_name', 'python_version', 'sys_platform', 'platform_machine')
      .map((value) => ({ kind: 'variable', value }) as const),
    fc.stringMatching(/^[\w .*+-]{0,8}$/).map((value) => ({ kind: 'text', value }) as const),
  )
  const operator = fc.constantFrom('<', '<=', '==', '===', '!=', '>', '>=', '~=', 'in', 'not in')
  const { marker } = fc.letrec<{ marker: Marker }>((tie) => ({
    marker: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.record(
        { kind: fc.constant('compare' as const), left: term, operator, right: term },
        { noNullPrototype: true },
      ),
      fc.record(
        {
          kind: fc.constantFrom('and' as const, 'or' as const),
          left: tie('marker'),
          right: tie('marker'),
        },
        { noNullPrototype: true },
      ),
    ),
  }))

  function print(each: Marker): string {
    if (each.kind !== 'compare') return `(${print(each.left)}) ${each.kind} (${print(each.right)})`
    const [left, right] = [each.left, each.right].map(({ kind, value }) =>
      kind === 'text' ? `"${value}"` : value,
    )
    return `${left ?? ''} ${each.operator} ${right ?? ''}`
  }

  it('are read as they were written', () => {
    fc.assert(
      fc.property(marker, (written) => {
        assert.deepEqual(parseMarker(print(written)), { ok: true, value: written })
      }),
    )
  })

  it('hold as their parts do, and never throw', () => {
    fc.assert(
      fc.property(marker, marker, (left, right) => {
        const [one, other] = [markerHolds(left, HERE), markerHolds(right, HERE)]
        assert.equal(markerHolds({ kind: 'and', left, right }, HERE), one && other)
        assert.equal(markerHolds({ kind: 'or', left, right }, HERE), one || other)
      }),
    )
    fc.assert(fc.property(fc.string(), (text) => void parseMarker(text)))
  })
})
