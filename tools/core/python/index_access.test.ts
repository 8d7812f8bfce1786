import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { indexAccess, loginFor, withLogin } from './index_access.ts'
import {
  parsePipConfig,
  pipIndexEnvironment,
  settingsOfVariables,
  uvEnvironment,
} from './index_settings.ts'
import { parseNetrc } from './netrc.ts'
import { parseUvConfig } from './uv_config.ts'

describe('parsePipConfig', () => {
  it('reads values as Python writes them; what is said nearer wins', () => {
    const settings = parsePipConfig(
      [
        ":env:.index-url='https://c/simple'",
        "global.index-url='https://a/simple'",
        String.raw`global.extra-index-url='https://x/simple\nhttps://y/simple'`,
        `install.cert="/it's"`,
        "freeze.timeout='7'",
        "global.proxy='http://p'",
        ":env:.proxy=''",
        'noise',
      ].join('\n'),
    )
    assert.deepEqual(Object.fromEntries(settings), {
      'index-url': 'https://c/simple',
      'extra-index-url': 'https://x/simple\nhttps://y/simple',
      cert: "/it's",
      proxy: 'http://p',
    })
  })
})

describe('settingsOfVariables', () => {
  it('has what variables say, where there is no pip', () => {
    const env = { PIP_INDEX_URL: 'https://a/simple', PIP_CERT: '', PATH: '/bin' }
    assert.deepEqual([...settingsOfVariables(env)], [['index-url', 'https://a/simple']])
  })
})

describe('uvEnvironment', () => {
  const settings = new Map([
    ['index-url', 'https://a/simple'],
    ['extra-index-url', '\nhttps://x/simple\nhttps://y/simple'],
    ['cert', '/ca.pem'],
    ['find-links', '/one /two'],
    ['proxy', 'http://p:1'],
  ])

  it('tells uv what pip is set up for: the best version of all indexes', () => {
    assert.deepEqual(uvEnvironment(settings, {}), {
      SSL_CERT_FILE: '/ca.pem',
      HTTPS_PROXY: 'http://p:1',
      HTTP_PROXY: 'http://p:1',
      UV_DEFAULT_INDEX: 'https://a/simple',
      UV_INDEX: 'https://x/simple https://y/simple',
      UV_FIND_LINKS: '/one,/two',
      UV_INDEX_STRATEGY: 'unsafe-best-match',
    })
  })

  it('leaves indexes and their order to uv where it is told them itself', () => {
    const env = { UV_INDEX: 'https://own/simple', SSL_CERT_FILE: '/mine.pem' }
    const { UV_INDEX, UV_DEFAULT_INDEX, UV_INDEX_STRATEGY, SSL_CERT_FILE } = uvEnvironment(
      settings,
      env,
    )
    assert.deepEqual(
      [UV_INDEX, UV_DEFAULT_INDEX, UV_INDEX_STRATEGY, SSL_CERT_FILE],
      [undefined, undefined, undefined, '/mine.pem'],
    )
  })
})

describe('pipIndexEnvironment', () => {
  it('tells pip the indexes of uv with their logins; what pip is told itself stays', () => {
    const env = {
      UV_DEFAULT_INDEX: 'https://a/simple',
      UV_INDEX: 'our-own=https://b/simple https://c/simple',
      UV_INDEX_OUR_OWN_USERNAME: 'me',
      UV_INDEX_OUR_OWN_PASSWORD: 'p@ss',
    }
    assert.deepEqual(pipIndexEnvironment(env), {
      PIP_INDEX_URL: 'https://a/simple',
      PIP_EXTRA_INDEX_URL: 'https://me:p%40ss@b/simple https://c/simple',
    })
    const told = pipIndexEnvironment({ ...env, PIP_INDEX_URL: 'https://z/simple' })
    assert.equal(told['PIP_INDEX_URL'], 'https://z/simple')
    assert.deepEqual(pipIndexEnvironment({}), {})
  })
})

describe('indexAccess', () => {
  it('has the words of pip and of uv', () => {
    const env = {
      PIP_EXTRA_INDEX_URL: 'https://a/simple  https://b/simple',
      UV_INDEX: 'own=https://c/simple',
      UV_INDEX_OWN_USERNAME: 'me',
      PIP_CERT: '/ca.pem',
      SSL_CERT_FILE: '/ca.pem',
      PIP_TRUSTED_HOST: 'h:1',
      PIP_PROXY: 'http://p:1',
    }
    const { indexes, caFiles, unverified, proxies } = indexAccess(env)
    assert.deepEqual(indexes, ['https://me:@c/simple', 'https://a/simple', 'https://b/simple'])
    assert.deepEqual(caFiles, ['/ca.pem'])
    assert.deepEqual(unverified, ['h:1'])
    assert.equal(proxies['HTTPS_PROXY'], 'http://p:1')
  })

  it('leaves an address alone that has no name or no login', () => {
    assert.equal(withLogin('https://a/b=c', {}), 'https://a/b=c')
    assert.equal(withLogin('own=https://a', {}), 'https://a')
  })
})

describe('loginFor', () => {
  const login = (address: string, indexes: readonly string[]): string | undefined => {
    const found = loginFor(address, indexes, new Map())
    return found && `${found.user}:${found.password}`
  }

  it('takes the login of the index on the same server that is nearest', () => {
    const indexes = ['https://a:1@h/x/simple', 'https://b:2@h/y/simple', 'https://c:3@other/x']
    assert.equal(login('https://h/x/files/w.whl', indexes), 'a:1')
    assert.equal(login('https://H:443/y/files/w.whl', indexes), 'b:2')
    assert.equal(login('https://h:8443/x/w.whl', indexes), undefined)
    assert.equal(login('http://h/x/w.whl', indexes), undefined)
    assert.equal(login('https://h.evil/x/w.whl', indexes), undefined)
    assert.equal(login('file:///w.whl', indexes), undefined)
  })

  it('reads escaped logins, and those that people forgot to escape', () => {
    assert.equal(login('https://h/w', ['https://m%40e:p%2Fw@h/simple']), 'm@e:p/w')
    assert.equal(login('https://h/w', ['https://me:100%@h/simple']), 'me:100%')
  })

  it('takes that of netrc where no index has one', () => {
    const netrc = parseNetrc(
      'machine h login me password "a b" # what follows is ours\ndefault login any',
    )
    assert.deepEqual(loginFor('https://h:9/w', ['https://h:9/simple'], netrc), {
      user: 'me',
      password: 'a b',
    })
    assert.deepEqual(loginFor('https://g/w', [], netrc), { user: 'any', password: '' })
  })
})

describe('parseNetrc', () => {
  it('passes over comments, macros and accounts; the first login of a host counts', () => {
    const netrc = parseNetrc(
      [
        '# machine none login none',
        'macdef init',
        'machine macro login macro password x',
        '',
        'machine a',
        '  login me',
        '  account x',
        '  password #1',
        'machine a login other password 2',
      ].join('\n'),
    )
    assert.deepEqual([...netrc], [['a', { user: 'me', password: '#1' }]])
  })
})

describe('parseUvConfig', () => {
  it('knows all ways to name an index, and logins of named ones', () => {
    const text = [
      'index-url = "https://a/simple"',
      'extra-index-url = ["https://b/simple"]',
      'allow-insecure-host = ["h:1"]',
      '[[index]]',
      'name = "own"',
      'url = "https://c/simple"',
      '[[index]]',
      'url = "https://d/simple"',
    ].join('\n')
    assert.deepEqual(parseUvConfig(text, { UV_INDEX_OWN_PASSWORD: 'x' }), {
      indexes: ['https://:x@c/simple', 'https://d/simple', 'https://a/simple', 'https://b/simple'],
      unverified: ['h:1'],
    })
  })

  it('leaves a file that cannot be read to uv', () => {
    for (const text of ['index = ', 'index-url = 3', '[[index]]\nname = "a"'])
      assert.deepEqual(parseUvConfig(text, {}), { indexes: [], unverified: [] })
  })
})
