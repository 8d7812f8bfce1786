import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { ImagePath } from '../entries/entry.ts'
import { isOfCompiler, isOfRunner } from './runner_files.ts'

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
    'usr/share/zoneinfo/right/UTC',
    'usr/share/ca-certificates/mozilla/A.crt',
    'var/lib/dpkg/status',
  ])
    assert.ok(!isOfRunner(path as ImagePath), path)
})

it('keeps of these what a Python needs that compiles', () => {
  for (const path of [
    'usr/bin/python3.11',
    'usr/lib64/ld-linux-x86-64.so.2',
    'usr/lib/x86_64-linux-gnu/libz.so.1',
    'usr/lib/python3.11/os.py',
    'usr/lib/python3.11/encodings/cp1252.py',
    'usr/lib/python3.11/importlib/metadata/__init__.py',
    'usr/lib/python3.9/lib-dynload/_codecs_jp.cpython-39-x86_64-linux-gnu.so',
  ])
    assert.ok(isOfCompiler(path as ImagePath), path)
  for (const path of [
    'etc/ssl/certs/ca-certificates.crt',
    'usr/lib/os-release',
    'usr/lib/python3.11/asyncio/events.py',
    'usr/lib/python3.11/LICENSE.txt',
    'usr/lib/x86_64-linux-gnu/ossl-modules/legacy.so',
    'usr/share/zoneinfo/UTC',
  ])
    assert.ok(!isOfCompiler(path as ImagePath), path)
})
