import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { awayBecauseOfEndpoint } from './endpoint.ts'

describe('awayBecauseOfEndpoint', () => {
  const LOCAL = [
    'unix:///var/run/docker.sock',
    'npipe:////./pipe/docker_engine',
    'tcp://localhost:2375',
    'tcp://127.0.0.1:2375',
    'tcp://[::1]:2375',
    'http://127.1.2.3:80/',
  ]
  const AWAY = [
    'tcp://10.0.0.1:2375',
    'ssh://user@build.example.com',
    'ssh://127.0.0.1.example.com',
    'tcp://localhost.example.com:2375',
  ]

  for (const endpoint of LOCAL)
    it(`tries ${endpoint}`, () => assert.equal(awayBecauseOfEndpoint(endpoint), undefined))

  for (const endpoint of AWAY)
    it(`holds ${endpoint} for another machine`, () => {
      assert.match(awayBecauseOfEndpoint(endpoint) ?? '', /it is reached at /)
    })
})
