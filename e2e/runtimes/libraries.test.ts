import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readLibraries } from './libraries.ts'

const absent = (name: string): string =>
  `${name}: cannot open shared object file: No such file or directory`

describe('what is read of the container of a large set', () => {
  it('is which libraries opened, which lack the driver, and which failed', () => {
    const text = [
      '/opt/rt/cuda/lib/liba.so.1\t100\tok',
      '# cudaGetDeviceCount: code 35, value 0',
      `/opt/rt/cuda/lib/libb.so.1\t20\t${absent('libcuda.so.1')}`,
      `/opt/rt/cuda/lib/libc.so.1\t3\t${absent('libz.so.1')}`,
      '/opt/rt/cuda/lib/libd.so.1\t0\tsignal 11',
      '',
    ].join('\n')
    assert.deepEqual(readLibraries(text), {
      opened: 1,
      bytes: 123,
      lackDriver: [`/opt/rt/cuda/lib/libb.so.1: ${absent('libcuda.so.1')}`],
      failed: [
        `/opt/rt/cuda/lib/libc.so.1: ${absent('libz.so.1')}`,
        '/opt/rt/cuda/lib/libd.so.1: signal 11',
      ],
      answers: ['cudaGetDeviceCount: code 35, value 0'],
    })
  })
})
