import { deepEqual } from 'node:assert/strict'
import { test } from 'node:test'
import { chooseKept } from './kept_files.ts'

const file = (path: string, size = 1): { path: string; size: number } => ({ path, size })
const link = (path: string, target: string): { path: string; size: number; target: string } => ({
  path,
  size: 0,
  target,
})

test('files go to a directory or to a place of their own; what is left out goes nowhere', () => {
  const members = [
    file('nvidia/cu13/lib/libcublas.so.13', 7),
    file('nvidia/cu13/lib/libnvblas.so.13'),
    file('nvidia/cu13/include/cublas.h'),
    file('onnxruntime/capi/libonnxruntime.so.1.31.1', 9),
  ]
  const keep = {
    'nvidia/*/lib/lib*.so.*': 'lib/',
    'onnxruntime/capi/libonnxruntime.so.*': 'lib/libonnxruntime.so.1',
  }
  deepEqual(chooseKept(members, { name: 'x', keep, leaveOut: ['**/libnvblas*'] }), {
    ok: true,
    value: {
      'lib/libcublas.so.13': { from: 'nvidia/cu13/lib/libcublas.so.13', size: 7 },
      'lib/libonnxruntime.so.1': { from: 'onnxruntime/capi/libonnxruntime.so.1.31.1', size: 9 },
    },
  })
})

test('texts of licences are kept whatever the patterns say', () => {
  const members = [
    file('a-1.dist-info/licenses/License.txt', 3),
    file('a-1.dist-info/LICENSE', 4),
    file('a-1.dist-info/RECORD'),
    file('usr/share/doc/libx/copyright', 5),
    file('usr/share/doc/libx/changelog.gz'),
  ]
  deepEqual(chooseKept(members, { name: 'a', keep: {}, leaveOut: [] }), {
    ok: true,
    value: {
      'licenses/a/License.txt': { from: 'a-1.dist-info/licenses/License.txt', size: 3 },
      'licenses/a/LICENSE': { from: 'a-1.dist-info/LICENSE', size: 4 },
      'licenses/a/copyright': { from: 'usr/share/doc/libx/copyright', size: 5 },
    },
  })
})

test('a file that a link leads to takes the name of the link', () => {
  const members = [
    file('usr/lib/libamdhip64.so.5.2.3', 9),
    link('usr/lib/libamdhip64.so.5', 'libamdhip64.so.5.2.3'),
    link('usr/lib/absolute.so.1', '/usr/lib/libamdhip64.so.5'),
    file('usr/lib/libalone.so.1', 2),
    link('usr/lib/out.so.1', '../../../etc/passwd'),
    link('usr/lib/loop.so.1', 'loop.so.1'),
  ]
  const from = 'usr/lib/libamdhip64.so.5.2.3'
  deepEqual(chooseKept(members, { name: 'x', keep: { 'usr/lib/*.so.*': 'lib/' }, leaveOut: [] }), {
    ok: true,
    value: {
      'lib/libamdhip64.so.5': { from, size: 9 },
      'lib/absolute.so.1': { from, size: 9 },
      'lib/libalone.so.1': { from: 'usr/lib/libalone.so.1', size: 2 },
    },
  })
})

test('two files never share a place', () => {
  const members = [file('a/libx.so.1'), file('b/libx.so.1')]
  deepEqual(chooseKept(members, { name: 'x', keep: { '*/lib*': 'lib/' }, leaveOut: [] }), {
    ok: false,
    failure: '"a/libx.so.1" and "b/libx.so.1" both go to "lib/libx.so.1"',
  })
})
