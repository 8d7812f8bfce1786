import assert from 'node:assert/strict'
import { it } from 'node:test'
import { explainPythonRunnerFailure } from './explain_runner.ts'

it('says where the program of a Python could have been put', () => {
  const { message, accepted } = explainPythonRunnerFailure({
    topic: 'python-runner',
    reason: 'no-place',
    tried: ['/tmp', '/var/tmp'],
  })
  assert.equal(
    message,
    'Cannot write to any of the directories for temporary files: /tmp, /var/tmp',
  )
  assert.match(accepted ?? '', /TMPDIR/)
})
