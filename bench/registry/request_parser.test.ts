import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RequestParser } from './request_parser.ts'

const STREAM = [
  'GET /v2/ HTTP/1.1\r\nHost: x\r\n\r\n',
  'PUT /v2/a/manifests/t HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello',
  'PATCH /v2/a/u HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n',
  'HEAD /v2/a/blobs/d HTTP/1.1\r\nAccept:  */*\r\n\r\n',
].join('')

/** What a parser tells of the stream when it comes in pieces of that many bytes. */
function parse(stream: string, piece: number): readonly string[] {
  const told: string[] = []
  const parser = new RequestParser({
    onHead: ({ method }) => method !== 'PATCH' || piece % 2 === 0,
    onEnd: ({ method, target, headers }, bytes, body) =>
      void told.push(
        `${method} ${target} ${headers.get('accept') ?? '-'} ${bytes} ${body.toString()}`,
      ),
    onGarbage: () => void told.push('garbage'),
  })
  const memory = Buffer.alloc(piece)
  for (let at = 0; at < stream.length; at += piece) {
    const length = memory.write(stream.slice(at, at + piece), 'latin1')
    parser.push(memory.subarray(0, length))
  }
  return told
}

test('requests are told whole, however their bytes are cut', () => {
  for (const piece of [1, 2, 3, 7, 20, 64, 1000]) {
    const patched = piece % 2 === 0 ? 'abc0123456789' : ''
    assert.deepEqual(parse(STREAM, piece), [
      'GET /v2/ - 0 ',
      'PUT /v2/a/manifests/t - 5 hello',
      `PATCH /v2/a/u - 13 ${patched}`,
      'HEAD /v2/a/blobs/d */* 0 ',
    ])
  }
})

test('the beginning of TLS is garbage, told once', () => {
  assert.deepEqual(parse('\x16\x03\x01 and much more', 4), ['garbage'])
})
