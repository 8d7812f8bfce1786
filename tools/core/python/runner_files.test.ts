import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { ImagePath } from '../entries/entry.ts'
import { isOfRunner } from './runner_files.ts'

it('keeps of a file system what a Python needs that runs while building', () => {
  for (const path of [
    'usr/bin/python3.11',
    'usr/lib/python3.11/os.py',
    'usr/lib/x86_64-linux-gnu/libz.so.1',
    'usr/share/zoneinfo/UTC',
    'etc/ssl/certs/ca-certificates.crt',
    'opt/variable',
  ])
    assert.ok(isOfRunner(path as ImagePath), path)
  for (const path of [
    'lib/x86_64-linux-gnu/libz.so.1',
    'lib64',
    'sbin/ldconfig',
    'usr/lib/x86_64-linux-gnu/gconv/UTF-7.so',
    'usr/share/doc/libc6/copyright',
    'usr/share/ca-certificates/mozilla/A.crt',
    'var/lib/dpkg/status',
  ])
    assert.ok(!isOfRunner(path as ImagePath), path)
})
