import assert from 'node:assert/strict'
import { rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { diffIdOf, hexOfDigest } from '../../../core/digest.ts'
import { serializeLayerSet } from '../../../core/layer_set_json.ts'
import type { Connection } from '../../../core/packager/connection.ts'
import { readManifest } from '../../../node/blob/documents.ts'
import { connectionLogin } from '../../../node/registry/auth/connection_login.ts'
import { startDockerRegistry } from '../../../testing/docker_registry.ts'
import { pushTo } from '../../../testing/registry_client.ts'
import { connection, image, pack, runfiles } from '../../testing/packing.ts'

const USER = { username: 'packer', password: 'correct horse' }

const { signal } = new AbortController()

/** A connection without anything to log in. */
const NO_CONNECTION: Connection = {
  ...{ id: 'x', type: 'docker', uri: '', username: undefined, password: undefined },
  ...{ region: undefined, keyId: undefined, keySecret: undefined, endpoint: undefined },
  at: { file: '', line: 1, column: 1 },
}

/** Takes the layer of the image away, and says where it is instead: as `oci.pull` leaves it there. */
async function leaveLayerTo(repository: string, directory: string): Promise<readonly [string]> {
  const { layers } = await readManifest(image, image.root)
  const [layer] = layers
  assert.ok(layer !== undefined)
  rmSync(join(directory, 'image/blobs/sha256', hexOfDigest(layer.digest)))
  const others = { diffId: diffIdOf(layer.digest), annotations: {}, description: 'base' }
  const content = { kind: 'registry', repository, file: 'fetched' } as const
  const set = serializeLayerSet({ version: 1, layers: [{ ...layer, ...others, content }] })
  writeFileSync(join(directory, 'layers.json'), set)
  return [layer.digest]
}

const base64 = (secret: string): string => Buffer.from(secret).toString('base64')

describe('rt pack run', () => {
  for (const [what, password] of [
    ['plain', USER.password],
    ['in base64', base64(USER.password)],
  ] as const) {
    it(`logs in with a password that is ${what}, pushes, and writes what it has done`, async () => {
      await using directory = await runfiles()
      await using registry = await startDockerRegistry({ user: USER })
      const secrets = `, username: ${USER.username}, password: "${password}"`
      writeFileSync(join(directory.path, 'c.yaml'), connection(registry.host, secrets))
      const outcome = await pack(
        directory.path,
        ...['--connections-file=c.yaml', '--digest-file=digest', '--status=status.yaml'],
      )
      const name = `${registry.host}/models/wine/model:1.2`
      assert.equal(outcome.failure, undefined)
      assert.equal(outcome.stdout, `${name}\n`)
      assert.equal(outcome.file('result.json'), `{"image": "${name}"}`)
      assert.equal(outcome.file('digest'), `${image.root.digest}\n`)
      assert.match(
        outcome.file('status.yaml') ?? '',
        /results:\n +- name: image\n +value: .*1\.2\n/,
      )
      const said = outcome.stdout + outcome.stderr
      for (const secret of [USER.password, base64(USER.password)])
        assert.equal(said.includes(secret), false)
      const answer = await fetch(`http://${registry.host}/v2/models/wine/model/manifests/1.2`, {
        headers: {
          accept: image.root.mediaType,
          authorization: `Basic ${base64(`${USER.username}:${USER.password}`)}`,
        },
      })
      assert.equal(answer.headers.get('docker-content-digest'), image.root.digest)
    })
  }

  it('writes nothing after a wrong password', async () => {
    await using directory = await runfiles()
    await using registry = await startDockerRegistry({ user: USER })
    const secrets = ', username: packer, password: "wrong one"'
    writeFileSync(join(directory.path, 'c.yaml'), connection(registry.host, secrets))
    const { failure = '', file } = await pack(
      directory.path,
      ...['--connections=c.yaml', '--digest-file=digest', '--status=status.yaml'],
    )
    assert.match(failure, /connection "registry"/)
    assert.equal(failure.includes('wrong one'), false)
    for (const name of ['result.json', 'digest', 'status.yaml']) assert.equal(file(name), undefined)
  })

  it('takes a name and connections from the command line, and prints JSON', async () => {
    await using directory = await runfiles()
    await using registry = await startDockerRegistry()
    writeFileSync(join(directory.path, 'c.yaml'), connection('127.0.0.1:1'))
    writeFileSync(join(directory.path, 'd.yaml'), connection(registry.host))
    const { stdout, failure } = await pack(
      directory.path,
      ...['--connections-file=c.yaml', '--connections=d.yaml', '--json'],
      '--image-name={{ Name | upper }}-{{ RandomUUID }}:x',
    )
    assert.equal(failure, undefined)
    const result = JSON.parse(stdout) as { readonly image: string; readonly digest: string }
    assert.match(result.image, /\/models\/wine-[0-9a-f-]{36}:x$/)
    assert.equal(result.digest, image.root.digest)
  })

  it('only looks in a dry run, and only renders the name without a push', async () => {
    await using directory = await runfiles()
    await using registry = await startDockerRegistry()
    writeFileSync(join(directory.path, 'c.yaml'), connection(registry.host))
    const dry = await pack(directory.path, '--connections=c.yaml', '--dry-run')
    assert.equal(dry.file('result.json'), undefined)
    const answer = await fetch(`http://${registry.host}/v2/models/wine/model/tags/list`)
    assert.equal(answer.status, 404)
    const named = await pack(directory.path, '--no-push')
    assert.equal(named.stdout, 'wine/model:1.2\n')
    assert.equal(named.file('result.json'), undefined)
  })

  const refused: readonly (readonly [
    what: string,
    connections: string | undefined,
    message: RegExp,
    args?: readonly string[],
  ])[] = [
    ['no connections', undefined, /no file with the connection "registry"\n.*\n {2}fix: set conn/],
    [
      'a connection that is not there',
      connection('h').replace('registry', 'other'),
      /packaging\.yaml:7:13: entity "registry" is not found\n {2}accepted: other/,
    ],
    [
      'a connection of another type',
      connection('h').replace('docker', 'git'),
      /docker-push target has not valid connection type git/,
    ],
    [
      'a user without a password',
      connection('h', ', username: x'),
      /Cannot use the connection "registry": it has no password/,
    ],
    [
      'a connection of ECR without a region',
      connection('h', ', keyID: a').replace('docker', 'ecr'),
      /"registry": it has no region, no keySecret/,
    ],
    [
      'a name that is no name of ECR',
      connection('h', ', keyID: a, keySecret: b, region: r').replace('docker', 'ecr'),
      /is invalid ecr image/,
    ],
    [
      'a name with a space',
      connection('h'),
      /Cannot name the image "a b:1\.2": /,
      ['--image-name=a b:{{ Version }}'],
    ],
    ['an empty name', connection('h'), /Cannot name the image "": it is empty/, ['--image-name=']],
    [
      'a name that uses what is not known',
      connection('h'),
      /Cannot name the image "\{\{ name \}\}": it uses a name that is not known/,
      ['--image-name={{ name }}'],
    ],
  ]
  for (const [what, connections, message, args = []] of refused) {
    it(`refuses ${what}`, async () => {
      await using directory = await runfiles()
      const given = connections === undefined ? [] : ['--connections=c.yaml']
      writeFileSync(join(directory.path, 'c.yaml'), connections ?? '')
      const { failure = '', file } = await pack(directory.path, ...given, ...args)
      assert.match(failure, message)
      assert.equal(file('result.json'), undefined)
    })
  }

  it('reads the base from a registry that another connection of the file is for', async () => {
    await using directory = await runfiles()
    await using registry = await startDockerRegistry({ user: USER })
    const user = { username: 'reader', password: 'another secret' }
    await using bases = await startDockerRegistry({ user })
    const login = connectionLogin({ ...NO_CONNECTION, ...user }, undefined, signal)
    await pushTo(bases.host, image, {}, login && { login }, 'base/python')
    const [layer] = await leaveLayerTo(`${bases.host}/base/python`, directory.path)
    const file = (pull: string): void => {
      const push = connection(registry.host, `, username: packer, password: "${USER.password}"`)
      writeFileSync(join(directory.path, 'c.yaml'), `${push}---\n${pull}`)
    }
    const args = ['--connections=c.yaml', '--layers=layers.json'] as const
    file('')
    const refused = await pack(directory.path, ...args)
    assert.match(refused.failure ?? '', new RegExp(bases.host))
    assert.equal(refused.file('result.json'), undefined)
    const secrets = `, username: ${user.username}, password: "${base64(user.password)}"`
    file(connection(bases.host, secrets).replace('id: registry', 'id: bases'))
    const { failure, stdout, stderr } = await pack(directory.path, ...args)
    assert.equal(failure, undefined)
    assert.equal((stdout + stderr).includes(user.password), false)
    const blob = await fetch(`http://${registry.host}/v2/models/wine/model/blobs/${layer}`, {
      headers: { authorization: `Basic ${base64(`${USER.username}:${USER.password}`)}` },
    })
    assert.equal(blob.status, 200)
  })

  it('gets a token of ECR, and makes the repository', async () => {
    await using directory = await runfiles()
    await using registry = await startDockerRegistry({ user: { ...USER, username: 'AWS' } })
    const asked: string[] = []
    const token = base64(`AWS:${USER.password}`)
    const api = createServer((request, response) => {
      const target = String(request.headers['x-amz-target'])
      asked.push(target.split('.').at(-1) ?? '')
      request.resume().on('end', () => {
        const isToken = target.endsWith('GetAuthorizationToken')
        response.writeHead(isToken ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' })
        const expiresAt = Date.now() / 1000 + 3600
        const answer = isToken
          ? { authorizationData: [{ authorizationToken: token, expiresAt }] }
          : { __type: 'RepositoryAlreadyExistsException', message: 'it is there' }
        response.end(JSON.stringify(answer))
      })
    })
    await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve))
    const { port } = api.address() as AddressInfo
    const keys = `, keyID: AKIA, keySecret: "s e c r e t", region: eu-central-1, endpoint: "http://127.0.0.1:${port}"`
    const connections = connection(registry.host, keys).replace('docker', 'ecr')
    writeFileSync(join(directory.path, 'c.yaml'), connections)
    const { failure, stdout } = await pack(directory.path, '--connections=c.yaml')
    api.close()
    assert.equal(failure, undefined)
    assert.equal(stdout, `${registry.host}/models/wine/model:1.2\n`)
    assert.deepEqual(asked, ['GetAuthorizationToken', 'CreateRepository'])
  })

  it('says what the API of ECR answers', async () => {
    await using directory = await runfiles()
    await using registry = await startDockerRegistry({ user: USER })
    const keys = ', keyID: a, keySecret: b, region: r, endpoint: "http://127.0.0.1:9"'
    const connections = connection(registry.host, keys).replace('docker', 'ecr')
    writeFileSync(join(directory.path, 'c.yaml'), connections)
    const { failure = '', file } = await pack(directory.path, '--connections=c.yaml')
    assert.match(failure, /Cannot get a token for the connection "registry": /)
    assert.equal(file('result.json'), undefined)
  })
})
