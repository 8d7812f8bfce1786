import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseImageName } from './image_name.ts'

describe('parseImageName', () => {
  const NAMES = [
    ['model', 'model:latest', 'docker.io/library/model:latest'],
    ['model:v1', 'model:v1', 'docker.io/library/model:v1'],
    ['org/model', 'org/model:latest', 'docker.io/org/model:latest'],
    ['ghcr.io/org/model:1.0', 'ghcr.io/org/model:1.0', 'ghcr.io/org/model:1.0'],
    ['localhost/model', 'localhost/model:latest', 'localhost/model:latest'],
    ['127.0.0.1:5000/model', '127.0.0.1:5000/model:latest', '127.0.0.1:5000/model:latest'],
  ] as const

  for (const [given, short, full] of NAMES) {
    it(`keeps "${given}" and adds what is missing`, () => {
      const name = parseImageName(given)
      assert(name.ok)
      assert.deepEqual([name.value.short, name.value.full], [short, full])
      assert.equal(short, `${short.slice(0, short.lastIndexOf(':'))}:${name.value.tag}`)
    })
  }

  const DIGEST = `sha256:${'0'.repeat(64)}`
  for (const text of ['', 'Model', 'a b', 'model:', 'model:-x', 'https://a/b', `model@${DIGEST}`]) {
    it(`refuses "${text}"`, () => assert(!parseImageName(text).ok))
  }
})
