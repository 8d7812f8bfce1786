import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { describe } from '../explain.ts'
import { readPipError, readPipWarning } from './pip_answer.ts'

const REQUIREMENT = 'nvidia-cublas==13'
const explained = (stderr: string): string =>
  describe('runtimes.cuda', readPipError(REQUIREMENT, stderr))

test('a wrong hash is told with the one that was found', () => {
  const found = 'd'.repeat(64)
  const stderr = `ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.
        Expected sha256 ${'a'.repeat(64)}
             Got        ${found}
`
  equal(
    explained(stderr),
    `runtimes.cuda: Cannot fetch the wheel nvidia-cublas==13: its hash is not the one of the lock, but ${found}
  accepted: the file with the hash that the lock has
  fix: find out why the file changed; then, "bazel run @rt//runtimes:lock" writes the new hash`,
  )
})

test('an unknown version is told with those that there are', () => {
  equal(
    explained(`ERROR: Could not find a version that satisfies the requirement x==13 (from versions: 0.0.0a0, 13.0.48)
ERROR: No matching distribution found for x==13
`),
    `runtimes.cuda: Cannot fetch the wheel nvidia-cublas==13: the index has no such version for this platform
  accepted: 0.0.0a0, 13.0.48
  fix: choose another version in the description of the set, and run its lock target`,
  )
})

test('an index that does not answer is told from one that lacks the package, where pip says so', () => {
  const refused = `WARNING: Retrying (Retry(total=0, connect=None)) after connection broken by 'NewConnectionError('<pip._vendor.urllib3.connection.HTTPConnection object at 0x7efe1607ecd0>: Failed to establish a new connection: [Errno 111] Connection refused')': /simple/x/
ERROR: Could not find a version that satisfies the requirement x==13 (from versions: none)
ERROR: No matching distribution found for x==13
`
  deepEqual(readPipError(REQUIREMENT, refused), {
    topic: 'wheel',
    reason: 'unreachable',
    requirement: REQUIREMENT,
    detail: 'Failed to establish a new connection: [Errno 111] Connection refused',
  })
  const silent = refused.slice(refused.indexOf('ERROR:'))
  deepEqual(readPipError(REQUIREMENT, silent), {
    topic: 'wheel',
    reason: 'nothing-offered',
    requirement: REQUIREMENT,
  })
})

test('a machine without pip is told what to install', () => {
  equal(
    explained('/usr/bin/python3: No module named pip\n'),
    `runtimes.cuda: Cannot fetch the wheel nvidia-cublas==13: python3 with pip is not on PATH
  fix: install pip: "apt-get install python3-pip"`,
  )
})

test('anything else is told in the last words of pip', () => {
  equal(
    explained('WARNING: x\nERROR: [Errno 28] No space left on device\n[notice] A new release\n'),
    'runtimes.cuda: Cannot fetch the wheel nvidia-cublas==13: [Errno 28] No space left on device',
  )
})

test('a version that was withdrawn is told with the reason, other warnings are not', () => {
  const warning = (why: string): string =>
    `WARNING: The candidate selected for download or install is a yanked version: 'x' candidate (version 13 at http://127.0.0.1/x.whl)\nReason for being yanked: ${why}\n`
  deepEqual(readPipWarning(REQUIREMENT, warning('broken')), {
    topic: 'wheel',
    reason: 'yanked',
    requirement: REQUIREMENT,
    why: 'broken',
  })
  deepEqual(readPipWarning(REQUIREMENT, warning('<none given>')), {
    topic: 'wheel',
    reason: 'yanked',
    requirement: REQUIREMENT,
    why: '',
  })
  equal(readPipWarning(REQUIREMENT, 'WARNING: a new release of pip\n'), undefined)
})
