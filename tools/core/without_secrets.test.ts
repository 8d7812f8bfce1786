import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { withoutSecrets } from './without_secrets.ts'

describe('withoutSecrets', () => {
  it('takes logins and signatures out of addresses', () => {
    for (const [text, shown] of [
      ['"a @ https://me:S3CRET@host/a.whl"', '"a @ https://***@host/a.whl"'],
      ['-e git+https://S3CRET@host/x', '-e git+https://***@host/x'],
      ['git+ssh://S3CRET@host/x@v1', 'git+ssh://***@host/x@v1'],
      ['https:/me:S3CRET@host', 'https:/***@host'],
      ["'http://me:S3C@RET@host:99999/simple'", "'http://***@host:99999/simple'"],
      ["'http://me:S3CRET%zz/x@host/simple'", "'http://***@host/simple'"],
      ['https://h/a.whl?b=1&sig=S3CRET&c', 'https://h/a.whl?b=1&sig=***&c'],
      ['https://h/?X-Amz-Credential=S3CRET#sha256=1', 'https://h/?X-Amz-Credential=***#sha256=1'],
    ] as const)
      assert.equal(withoutSecrets(text), shown)
  })

  it('leaves other texts', () => {
    for (const text of [
      'http://127.0.0.1:5000/name@sha256:00',
      'https://h:443/x?y=1, and "a@b"',
      'ghcr.io/org/name:tag@sha256:00',
      'git+https://h/x@v1',
      'keys: a=b',
    ])
      assert.equal(withoutSecrets(text), text)
  })
})
