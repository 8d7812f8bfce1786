import { deepEqual } from 'node:assert/strict'
import { test } from 'node:test'
import { prependPaths } from './search_path.ts'

const NAME = 'LD_LIBRARY_PATH'

test('directories come first, in their order, before what the base has', () => {
  deepEqual(prependPaths(['A=b', `${NAME}=/usr/lib`], [`${NAME}=/x`, `${NAME}=/y`]), {
    ok: true,
    value: ['A=b', `${NAME}=/x:/y:/usr/lib`],
  })
})

test('a new variable comes last and has no empty part, which would mean the working directory', () => {
  deepEqual(prependPaths(['A=b'], [`${NAME}=/x`]), { ok: true, value: ['A=b', `${NAME}=/x`] })
  deepEqual(prependPaths([`${NAME}=:/y::`], [`${NAME}=/x`]), {
    ok: true,
    value: [`${NAME}=/x:/y`],
  })
  deepEqual(prependPaths([NAME], [`${NAME}=/x`]), { ok: true, value: [`${NAME}=/x`] })
})

test('a directory that is there already keeps its place', () => {
  deepEqual(prependPaths([`${NAME}=/a:/x`], [`${NAME}=/x`, `${NAME}=/b`, `${NAME}=/b`]), {
    ok: true,
    value: [`${NAME}=/b:/a:/x`],
  })
})

test('lines that are not absolute directories are refused, all of them', () => {
  deepEqual(prependPaths([], ['X', `${NAME}=x`, `${NAME}=/x`, '=/x']), {
    ok: false,
    failure: ['X', `${NAME}=x`, '=/x'],
  })
})
