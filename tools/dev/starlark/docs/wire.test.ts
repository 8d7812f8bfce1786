import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import protobuf from 'protobufjs'
import { decodeMessage } from './wire.ts'

const { root } = protobuf.parse(`syntax = "proto3";
  message Inner { string text = 1; int32 number = 15; }
  message Outer { string text = 2; bool flag = 3; repeated Inner inner = 200; }`)
const outer = root.lookupType('Outer')

test('decodeMessage() reads what protobufjs writes', () => {
  const plain = { noNullPrototype: true }
  const inner = fc.record({ text: fc.string({ unit: 'grapheme' }), number: fc.nat() }, plain)
  const message = fc.record(
    { text: fc.string(), flag: fc.boolean(), inner: fc.array(inner) },
    plain,
  )
  fc.assert(
    fc.property(message, (given) => {
      const read = decodeMessage(outer.encode(given).finish())
      assert.deepEqual(
        {
          text: read.text(2),
          flag: read.number(3) === 1,
          inner: read
            .messages(200)
            .map((each) => ({ text: each.text(1), number: each.number(15) })),
        },
        given,
      )
    }),
    { seed: 1 },
  )
})

test('decodeMessage() refuses bytes that end too early', () => {
  const bytes = outer.encode({ text: 'a text' }).finish()
  for (let length = 1; length < bytes.length; length++)
    assert.throws(() => decodeMessage(bytes.subarray(0, length)), /the message ends within/)
})

test('decodeMessage() refuses other wire types', () => {
  assert.throws(() => decodeMessage(Uint8Array.of(0x0d, 0, 0, 0, 0)), /wire type 5 of field 1/)
})
