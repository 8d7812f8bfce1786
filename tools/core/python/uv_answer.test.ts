import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readUvError } from './uv_answer.ts'

/** What uv 0.13 says, with lines that it breaks at the width of a terminal. */
const ANSWERS: readonly (readonly [stderr: string, answer: ReturnType<typeof readUvError>])[] = [
  [
    `error: No solution found when resolving dependencies
  cause: Because you require base<2 and base>=2, we can conclude that your
         requirements are unsatisfiable.
`,
    { kind: 'contradiction', about: '', detail: 'you require base<2 and base>=2' },
  ],
  [
    `error: Failed to fetch: \`https://h/simple/a/\`
  cause: Request failed after 3 retries
  cause: tcp connect error: Connection refused (os error 111)
`,
    {
      kind: 'unreachable',
      about: '',
      detail: 'https://h/simple/a/: tcp connect error: Connection refused (os error 111)',
    },
  ],
  [
    `error: Failed to fetch: \`https://h/simple/a/\`
  cause: HTTP status client error (403 Forbidden) for url (https://h/simple/a/)
`,
    { kind: 'refused', about: '', detail: '403 Forbidden: https://h/simple/a/' },
  ],
  [
    `error: No solution found when resolving dependencies
  cause: Because a was not found in the package registry and you require a, we can conclude that your requirements are unsatisfiable.

hint: An index URL (https://h/simple) could not be queried due to a lack of valid authentication credentials (401 Unauthorized).
`,
    { kind: 'refused', about: '', detail: '401 Unauthorized: https://h/simple' },
  ],
  [
    `error: No solution found when resolving dependencies
  cause: Because a was not found in the package registry and you require a, we can conclude that your requirements are unsatisfiable.

hint: An index (https://h/simple) returned a 403 Forbidden error. Check that the index URL is correct and the credentials are valid.
`,
    { kind: 'refused', about: '', detail: '403 Forbidden: https://h/simple' },
  ],
]

describe('readUvError', () => {
  for (const [stderr, answer] of ANSWERS)
    it(`knows what is ${answer.kind}: ${answer.detail}`, () => {
      assert.deepEqual(readUvError(stderr), answer)
    })

  it('knows what has no wheel, and why', () => {
    for (const [clause, kind, about] of [
      ['a was not found in the package registry', 'unknown-package', 'a'],
      ['docopt==0.6.2 has no usable wheels', 'source-only', 'docopt==0.6.2'],
      ['a==1 has no wheels with a matching Python ABI tag (e.g., `cp312`)', 'other-python', 'a==1'],
      ['a==1 has no wheels with a matching platform tag', 'other-platform', 'a==1'],
      ['there is no version of a==9', 'unknown-version', 'a==9'],
    ] as const) {
      const answer = readUvError(
        `error: No solution found\n  cause: Because ${clause} and you require it, we can conclude that your requirements are unsatisfiable.\n`,
      )
      assert.deepEqual([answer.kind, answer.about], [kind, about])
      assert.equal(answer.detail, `${clause} and you require it`)
    }
  })

  it('knows a machine without a Python that it can ask', () => {
    for (const stderr of [
      'error: No interpreter found for Python 3.11 in virtual environments or search path\n',
      "error: Can't use Python at `/x`\n  cause: Python installation is missing `distutils`\n",
    ])
      assert.equal(readUvError(stderr).kind, 'no-python')
  })

  it('hands on what it does not know', () => {
    assert.deepEqual(readUvError('error: unexpected argument\n'), {
      kind: 'other',
      about: '',
      detail: 'unexpected argument',
    })
  })
})
