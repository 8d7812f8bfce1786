import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { startDockerRegistry } from '../../testing/docker_registry.ts'
import { startFakeRegistry } from '../../testing/fake_registry.ts'
import { memoryImage } from '../../testing/memory_image.ts'
import { pushTo } from '../../testing/registry_client.ts'
import type { RtOutcome } from '../testing/run_rt.ts'
import { runRt } from '../testing/run_rt.ts'

const image = memoryImage({ layers: [{ files: { a: 'a' }, compression: 'none' }] })
const other = memoryImage({ layers: [{ files: { b: 'b' }, compression: 'none' }] })
const { digest, mediaType, size } = image.root

function rt(...args: readonly string[]): Promise<RtOutcome> {
  return runRt('.', args, { HOME: '/nonexistent' })
}

async function printed(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await rt(...args)
  assert.equal(code, 0, stderr)
  return stdout
}

describe('rt tag, rt ls and rt digest', () => {
  it("work with distribution's registry", async () => {
    await using registry = await startDockerRegistry()
    const repository = `${registry.host}/test/image`
    await pushTo(registry.host, image)
    await pushTo(registry.host, other, { tags: ['v1'] })
    const tagged = await rt('tag', repository, 'v1', 'v2', 'latest', 'v2')
    assert.deepEqual([tagged.code, tagged.stdout], [0, `${repository}@${digest}\n`])
    assert.equal(await printed('digest', `${repository}:v1`), `${digest}\n`)
    assert.equal(await printed('ls', repository), 'latest\nv1\nv2\n')
    const absent = await rt('tag', `${repository}:absent`, 'v3')
    assert.equal(absent.code, 1)
    assert.match(absent.stderr, /Cannot find "[^"]+:absent" in the registry/)
  })

  it('say what they did as JSON', async () => {
    await using registry = await startFakeRegistry()
    await pushTo(registry.host, image)
    const repository = `${registry.host}/test/image`
    const tag = ['tag', `${repository}@${digest}`, 'latest', 'v2', '--json']
    const reference = `${repository}@${digest}`
    const tags = [
      { tag: 'latest', status: 'present' },
      { tag: 'v2', status: 'written' },
    ]
    const result = { reference, repository, digest, mediaType, tags }
    assert.deepEqual(JSON.parse(await printed(...tag)), result)
    assert.deepEqual(registry.manifests.get('v2')?.mediaType, mediaType)
    assert.deepEqual(JSON.parse(await printed('digest', repository, '--json')), {
      digest,
      mediaType,
      size,
    })
  })

  it('refuse what is no tag before anything is written', async () => {
    await using registry = await startFakeRegistry()
    await pushTo(registry.host, image)
    const { code, stderr } = await rt('tag', `${registry.host}/test/image`, 'v2', 'a:b')
    assert.equal(code, 1)
    assert.match(stderr, /"a:b"/)
    assert.ok(!registry.manifests.has('v2'))
    const untagged = await rt('tag', `${registry.host}/test/image`)
    assert.match(untagged.stderr, /missing required argument 'tag'/)
  })

  it('fail where the registry sets another tag than asked for', async () => {
    await using registry = await startFakeRegistry({
      intercept: (request, response) => {
        const drops = request.method === 'PUT' && request.url?.endsWith('/stuck') === true
        if (!drops) return false
        request.resume()
        response.writeHead(201).end()
        return true
      },
    })
    await pushTo(registry.host, image)
    const { code, stderr } = await rt('tag', `${registry.host}/test/image`, 'stuck')
    assert.equal(code, 1)
    assert.match(stderr, /test\/image:stuck".*nothing/s)
  })
})

/** A registry of two pages of tags; what the second page's link says can be changed. */
function paged(link: string, second = '{"tags":["c","b"]}'): ReturnType<typeof startFakeRegistry> {
  return startFakeRegistry({
    intercept: (request, response) => {
      if (request.url?.includes('/tags/list') !== true) return false
      const isSecond = request.url.includes('last=b')
      response.writeHead(200, { link: isSecond ? link : '</v2/a/tags/list?last=b>; rel="next"' })
      response.end(isSecond ? second : '{"name":"a","tags":["a","b"]}')
      return true
    },
  })
}

describe('rt ls', () => {
  it('reads page after page', async () => {
    await using registry = await paged('')
    assert.equal(await printed('ls', `${registry.host}/a`), 'a\nb\nc\n')
    const document = { repository: `${registry.host}/a`, tags: ['a', 'b', 'c'] }
    assert.deepEqual(JSON.parse(await printed('ls', `${registry.host}/a`, '--json')), document)
  })

  for (const [what, link, second, problem] of [
    [
      'pages in a circle',
      '</v2/a/tags/list?last=b>; rel="next"',
      undefined,
      'its pages do not come to an end',
    ],
    [
      'a page on another server',
      '<http://127.0.0.2:9/x>; rel="next"',
      undefined,
      'its next page is on another server, "127.0.0.2:9"',
    ],
    ['what is no list', '', '<html>', 'it is not JSON'],
  ] as const)
    it(`refuses ${what}`, async () => {
      await using registry = await paged(link, second)
      assert.deepEqual(await rt('ls', `${registry.host}/a`), {
        code: 1,
        stdout: '',
        stderr: `rt ls: Cannot read the list of tags that the registry gives of "${registry.host}/a": ${problem}
  accepted: JSON such as {"name": "org/mnist", "tags": ["v1"]}, with a Link to the next page
`,
      })
    })

  it('refuses a reference with a tag, and a repository that is not there', async () => {
    await using registry = await startFakeRegistry()
    const tagged = await rt('ls', `${registry.host}/a:v1`)
    assert.match(tagged.stderr, /this has the tag "v1"/)
    const absent = await rt('ls', `${registry.host}/a`)
    assert.match(absent.stderr, /Cannot find "[^"]+\/a" in the registry/)
    assert.deepEqual([tagged.code, absent.code], [1, 1])
  })
})
