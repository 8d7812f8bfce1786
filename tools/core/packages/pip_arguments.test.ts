import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { pinnedArguments, requirementLine, wantedArguments } from './pip_arguments.ts'
import { parseWheelName, platformTags } from './wheel_name.ts'

const wheel = (file: string): { name: string; version: string; file: string; sha256: string } => ({
  name: 'nvidia-cublas',
  version: '13.10.0.20',
  file,
  sha256: 'a'.repeat(64),
})

const own = (args: readonly string[] | undefined): readonly string[] =>
  (args ?? []).filter((each) => /^--(platform|abi|implementation|python)/.test(each))

test('a wheel for every Python is asked for by the platforms of its name', () => {
  const file = 'nvidia_cublas-13.10.0.20-py3-none-manylinux1_x86_64.manylinux_2_5_x86_64.whl'
  const args = pinnedArguments(wheel(file), '/r.txt', '/d')
  deepEqual(own(args), ['--platform=manylinux1_x86_64', '--platform=manylinux_2_5_x86_64'])
  for (const needed of ['--require-hashes', '--no-deps', '--only-binary=:all:'])
    equal(args?.includes(needed), true, needed)
})

test('a wheel of one Python is asked for as that Python would', () => {
  const file = 'libtpu-0.0.51-cp311-cp311-manylinux_2_31_x86_64.whl'
  deepEqual(own(pinnedArguments(wheel(file), '/r.txt', '/d')), [
    '--platform=manylinux_2_31_x86_64',
    '--implementation=cp',
    '--python-version=311',
    '--abi=cp311',
  ])
})

test('what is not a name of a wheel has no arguments', () => {
  for (const file of ['a-1.tar.gz', 'a.whl', 'a-1-py3-none.whl', 'a-1-2-3-py3-none-any.whl', '']) {
    equal(parseWheelName(file), undefined, file)
    equal(pinnedArguments(wheel(file), '/r.txt', '/d'), undefined)
  }
  deepEqual(parseWheelName('a-1-2build-py2.py3-none-any.whl'), {
    name: 'a',
    version: '1',
    pythons: ['py2', 'py3'],
    abis: ['none'],
    platforms: ['any'],
  })
})

test('the line of a requirements file has the hash', () => {
  equal(requirementLine(wheel('x')), `nvidia-cublas==13.10.0.20 --hash=sha256:${'a'.repeat(64)}\n`)
})

test('a wheel is looked for under every tag, because newer ones do not imply older ones', () => {
  const wanted = { name: 'x', version: '1', architecture: 'arm64', python: '3.11' }
  const args = wantedArguments(wanted, '/d')
  for (const tag of ['manylinux1', 'manylinux2014', 'manylinux_2_17', 'manylinux_2_25', 'linux'])
    equal(args.includes(`--platform=${tag}_aarch64`), true, tag)
  equal(args.at(-1), 'x==1')
  equal(args.includes('--python-version=311'), true)
  deepEqual(platformTags('s390x'), [])
})
