import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { connection, image, pack, runfiles } from '../../testing/packing.ts'
import { startDockerRegistry } from '../../../testing/docker_registry.ts'
import { startFaultProxy } from '../../../testing/fault_proxy.ts'
import type { Moto } from '../../../testing/moto.ts'
import { ecrLogin, MOTO_USER, startMoto } from '../../../testing/moto.ts'
import type { RunningRegistry } from '../../../testing/registry_server.ts'

const resources = new AsyncDisposableStack()
let moto: Moto
let registry: RunningRegistry

/** A connection to the registry whose tokens come from moto. */
function ecr(changes: Partial<Moto> = {}): string {
  const login = ecrLogin({ ...moto, ...changes })
  const more = Object.entries(login).map(([name, value]) => `, ${name}: "${value}"`)
  return connection(registry.host, more.join('')).replace('type: docker', 'type: ecr')
}

/** The repositories that the API of AWS knows. */
async function repositories(): Promise<readonly string[]> {
  const { ECRClient, DescribeRepositoriesCommand } = await import('@aws-sdk/client-ecr')
  const client = new ECRClient({
    ...{ endpoint: moto.endpoint, region: moto.region },
    credentials: { accessKeyId: moto.keyId, secretAccessKey: moto.keySecret },
  })
  const answer = await client.send(new DescribeRepositoriesCommand({}))
  client.destroy()
  return (answer.repositories ?? []).map(({ repositoryName = '' }) => repositoryName)
}

describe('a connection of ECR', () => {
  before(async () => {
    moto = resources.use(await startMoto())
    registry = resources.use(await startDockerRegistry({ user: MOTO_USER }))
  })
  after(() => resources.disposeAsync())

  it('is refused with a wrong key, and writes nothing', async () => {
    await using directory = await runfiles()
    for (const changes of [{ keyId: 'AKIAWRONG' }, { keySecret: 'not this one' }]) {
      writeFileSync(join(directory.path, 'c.yaml'), ecr(changes))
      const { failure = '', file } = await pack(directory.path, '--connections=c.yaml')
      assert.match(failure, /connection "registry": the answer is not of the API.*status 403$/)
      assert.equal(failure.includes('not this one'), false)
      assert.equal(failure.includes(moto.keySecret), false)
      assert.equal(file('result.json'), undefined)
    }
    assert.deepEqual(await repositories(), [])
  })

  it('gets a token by the API, makes the repository, and pushes', async () => {
    await using directory = await runfiles()
    writeFileSync(join(directory.path, 'c.yaml'), ecr())
    // The second push finds the repository.
    for (const round of ['first', 'second']) {
      const args = ['--connections=c.yaml', '--digest-file=digest'] as const
      const { failure, stdout, stderr, file } = await pack(directory.path, ...args)
      assert.equal(failure, undefined, round)
      assert.equal(file('digest'), `${image.root.digest}\n`)
      for (const secret of [moto.keySecret, MOTO_USER.password])
        assert.equal(`${stdout}${stderr}`.includes(secret), false)
    }
    assert.deepEqual(await repositories(), ['models/wine/model'])
  })

  it('gets another token where one has expired', async () => {
    await using directory = await runfiles()
    // moto's tokens expired in 2015.
    await using api = await startFaultProxy(moto.endpoint.replace('http://', ''))
    writeFileSync(join(directory.path, 'c.yaml'), ecr({ endpoint: `http://${api.host}` }))
    const { failure } = await pack(
      directory.path,
      '--connections=c.yaml',
      '--image-name=other/wine:1',
    )
    assert.equal(failure, undefined)
    const asked = api.seen.filter(({ method }) => method === 'POST')
    assert.ok(asked.length > 2, `${asked.length} requests`)
  })

  it('names the API that cannot be reached', async () => {
    await using directory = await runfiles()
    writeFileSync(join(directory.path, 'c.yaml'), ecr({ endpoint: 'http://127.0.0.1:1' }))
    const { failure = '', file } = await pack(directory.path, '--connections=c.yaml')
    assert.match(failure, /connection "registry".*ECONNREFUSED/)
    assert.equal(file('result.json'), undefined)
  })
})
