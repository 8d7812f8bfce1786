import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Mistakes } from '../document/mistakes.ts'
import { choosePackaging } from './choose.ts'
import type { Connection } from './connection.ts'
import { readConnections } from './connection.ts'
import { readEntities } from './entity.ts'
import type { Packaging } from './packaging.ts'
import { readPackaging } from './packaging.ts'

const CONNECTIONS = `
kind: Connection
id: registry
spec: {type: docker, uri: registry.example.com/models/, username: me, password: c2VjcmV0}
---
kind: Connection
id: code
spec: {type: git, uri: git@example.com:a/b}
`

function connections(text: string = CONNECTIONS): ReadonlyMap<string, Connection> {
  const mistakes = new Mistakes()
  const entities = readEntities({ file: 'c.yaml', text, kind: 'Connection' }, mistakes)
  const read = readConnections(entities, mistakes)
  mistakes.throwIfAny()
  return read
}

interface Read {
  readonly packaging: Packaging | undefined
  /** `LINE: PROBLEM`. */
  readonly errors: readonly string[]
  readonly warnings: readonly string[]
}

function read(
  text: string,
  known: ReadonlyMap<string, Connection> | undefined = connections(),
): Read {
  const mistakes = new Mistakes()
  const [entity] = readEntities({ file: 'p.yaml', text, kind: 'ModelPackaging' }, mistakes)
  const packaging =
    entity === undefined ? undefined : readPackaging(entity, { connections: known }, mistakes)
  const lines = (list: Mistakes['errors']): readonly string[] =>
    list.map(({ at, problem }) => `${at.line}: ${problem}`)
  return { packaging, errors: lines(mistakes.errors), warnings: lines(mistakes.warnings) }
}

/** A document, with lines of its spec replaced by others. */
function document(changes: Readonly<Record<string, string>> = {}, id = 'id: wine'): string {
  const spec = {
    artifactName: 'artifactName: wine-1.0.zip',
    integrationName: 'integrationName: docker-rest',
    targets: 'targets: [{name: docker-push, connectionName: registry}]',
    ...changes,
  }
  return `${id}\nkind: ModelPackaging\nspec:\n${Object.values(spec)
    .filter((line) => line !== '')
    .map((line) => `  ${line.replaceAll('\n', '\n  ')}\n`)
    .join('')}`
}

describe('readPackaging', () => {
  it('takes the defaults of the packager', () => {
    const { packaging, errors, warnings } = read(document())
    assert.deepEqual([errors, warnings], [[], []])
    assert.deepEqual(packaging?.arguments, {
      imageName: '{{ Name }}-{{ Version }}:{{ RandomUUID }}',
      dockerfileBaseImage: '',
      host: '0.0.0.0',
      port: 5000,
      timeout: 60,
      workers: 1,
      threads: 4,
    })
    assert.equal(packaging.targets[0]?.connectionName, 'registry')
  })

  it('reads JSON', () => {
    const { packaging, errors } = read(
      '{"id":"w","spec":{"artifactName":"a","integrationName":"docker-cli","targets":[{"name":"docker-push","connectionName":"registry"}]}}',
    )
    assert.deepEqual(errors, [])
    assert.equal(packaging?.integration.id, 'docker-cli')
  })

  for (const given of ['0', '-1', '99999', '5000.0']) {
    it(`takes the port ${given}`, () => {
      assert.deepEqual(read(document({ a: `arguments: {port: ${given}}` })).errors, [])
    })
  }

  it('takes arguments that are null, and does not look for connections that nobody gave', () => {
    assert.deepEqual(read(document({ a: 'arguments:' })).errors, [])
    const other = 'targets: [{name: docker-push, connectionName: elsewhere}]'
    const mistakes = new Mistakes()
    const [entity] = readEntities(
      { file: 'p.yaml', text: document({ targets: other }), kind: 'ModelPackaging' },
      mistakes,
    )
    assert.ok(entity !== undefined)
    readPackaging(entity, { connections: undefined }, mistakes)
    assert.deepEqual(mistakes.errors, [])
  })

  const argument = (problem: string): string => `argument validation is failed: [${problem}]`
  const refused: readonly (readonly [string, string, readonly (string | RegExp)[]])[] = [
    ['no id', document({}, 'createdAt: x'), ['1: ID is not valid; empty "ID"']],
    ...['1abc', 'Abc', 'a_b', 'a.b', 'abc-', 'a'.repeat(64)].map(
      (id) => [`the id ${id}`, document({}, `id: ${id}`), ['1: ID is not valid']] as const,
    ),
    ['no artifactName', document({ artifactName: '' }), ['4: empty artifactName']],
    [
      'an empty artifactName',
      document({ artifactName: 'artifactName: ""' }),
      ['4: empty artifactName'],
    ],
    ['no integrationName', document({ integrationName: '' }), ['4: empty integrationName']],
    [
      'an unknown packager',
      document({ integrationName: 'integrationName: docker-xyz' }),
      ['5: packaging integration with name .spec.integrationName = "docker-xyz" is not found'],
    ],
    ['no targets', document({ targets: '' }), ['4: [docker-push] are required targets']],
    [
      'empty targets',
      document({ targets: 'targets: []' }),
      ['6: [docker-push] are required targets'],
    ],
    [
      'an unknown target',
      document({
        targets:
          'targets:\n- {name: docker-push, connectionName: registry}\n- {name: not-valid-target, connectionName: registry}',
      }),
      ['8: cannot find not-valid-target target in packaging integration docker-rest'],
    ],
    [
      'a target twice',
      document({
        targets:
          'targets:\n- {name: docker-push, connectionName: registry}\n- {name: docker-push, connectionName: registry}',
      }),
      ['8: cannot find docker-push target in packaging integration docker-rest'],
    ],
    [
      'a target that Triton lacks',
      document({
        integrationName: 'integrationName: docker-triton',
        targets:
          'targets:\n- {name: docker-push, connectionName: registry}\n- {name: docker-pull, connectionName: registry}',
      }),
      ['8: cannot find docker-pull target in packaging integration docker-triton'],
    ],
    [
      'an unknown connection',
      document({ targets: 'targets: [{name: docker-push, connectionName: nope}]' }),
      ['6: entity "nope" is not found'],
    ],
    [
      'no connection',
      document({ targets: 'targets: [{name: docker-push}]' }),
      ['6: entity "" is not found'],
    ],
    [
      'a connection of another type',
      document({ targets: 'targets: [{name: docker-push, connectionName: code}]' }),
      [
        '6: docker-push target has not valid connection type git for packaging integration docker-rest',
      ],
    ],
    ...(
      [
        ['"5000"', 'string'],
        ['5000.5', 'number'],
        ['null', 'null'],
        ['true', 'boolean'],
        ['[1]', 'array'],
        ['{a: 1}', 'object'],
      ] as const
    ).map(
      ([value, type]) =>
        [
          `the port ${value}`,
          document({ a: `arguments: {port: ${value}}` }),
          [`7: ${argument(`port: Invalid type. Expected: integer, given: ${type}`)}`],
        ] as const,
    ),
    [
      'an unknown argument',
      document({ a: 'arguments: {nosuch: 1}' }),
      [`7: ${argument('(root): Additional property nosuch is not allowed')}`],
    ],
    [
      'several arguments, in the order of the file',
      document({ a: 'arguments:\n  workers: x\n  nosuch: 1\n  host: 1' }),
      [
        `8: ${argument('workers: Invalid type. Expected: integer, given: string')}`,
        `9: ${argument('(root): Additional property nosuch is not allowed')}`,
        `10: ${argument('host: Invalid type. Expected: string, given: integer')}`,
      ],
    ],
    [
      'arguments that are a list',
      document({ a: 'arguments: [1]' }),
      [/^7: arguments must be a mapping/],
    ],
    [
      'an output connection that is not there',
      document({ a: 'outputConnection: nope' }),
      ['7: "Spec."OutputConnection"" validation errors: entity "nope" is not found'],
    ],
    [
      'a quantity',
      document({ a: 'resources: {requests: {cpu: "1x"}}' }),
      [/^7: validation of cpu request is failed: quantities must match the regular expression '/],
    ],
    [
      'a request above its limit',
      document({
        a: 'resources: {limits: {cpu: 500m, memory: 2Gi}, requests: {cpu: "2", memory: 1G}}',
      }),
      ['7: resources.requests: Invalid value: "2": must be less than or equal to cpu limit'],
    ],
    ['no spec', 'id: wine\n', ['1: empty spec']],
    ['a duplicate key', 'id: wine\nid: wine\n', ['1: empty spec', '2: duplicate key "id"']],
  ]
  for (const [what, text, expected] of refused) {
    it(`refuses ${what}`, () => {
      const { errors } = read(text)
      assert.equal(errors.length, expected.length, errors.join('\n'))
      for (const [index, problem] of expected.entries()) {
        const error = errors[index] ?? ''
        if (typeof problem === 'string') assert.equal(error, problem)
        else assert.match(error, problem)
      }
    })
  }

  it('warns of keys that it does not know', () => {
    const { errors, warnings } = read(document({ a: 'artefactName: x' }, 'id: wine\nmore: 1'))
    assert.deepEqual(errors, [])
    assert.deepEqual(warnings, [
      '2: unknown key "more" is ignored',
      '8: unknown key "artefactName" is ignored',
    ])
  })

  it('refuses a document for another rule', () => {
    const mistakes = new Mistakes()
    const [entity] = readEntities({ file: 'p', text: document(), kind: 'ModelPackaging' }, mistakes)
    assert.ok(entity !== undefined)
    readPackaging(entity, { connections: undefined, integration: 'docker-cli' }, mistakes)
    assert.deepEqual(
      mistakes.errors.map(({ problem }) => problem),
      ['the document is for docker-rest, and the rule for docker-cli'],
    )
  })
})

describe('choosePackaging', () => {
  const start = { file: 'p.yaml', line: 1, column: 1 }
  const text = `${document()}---\n${document({}, 'id: beer')}---\nkind: Connection\nid: c\nspec: {type: docker, uri: h}\n`
  const choose = (id: string | undefined): string => {
    const mistakes = new Mistakes()
    const entities = readEntities({ file: 'p.yaml', text, kind: 'ModelPackaging' }, mistakes)
    const chosen = choosePackaging(entities, id, start, mistakes)
    return chosen?.id ?? mistakes.errors.map(({ problem }) => problem).join()
  }

  it('picks by id', () => assert.equal(choose('beer'), 'beer'))
  it('refuses an id that is not there', () => {
    assert.match(choose('tea'), /no document of kind ModelPackaging has the id "tea"/)
  })
  it('refuses to choose', () =>
    assert.match(choose(undefined), /2 documents of kind ModelPackaging/))
})

describe('readConnections', () => {
  it('decodes secrets, and takes plain ones', () => {
    const read = connections(
      'id: a\nspec: {type: docker, uri: h, password: c2VjcmV0}\n---\nid: b\nspec: {type: docker, uri: h, password: password}\n',
    )
    assert.equal(read.get('a')?.password, 'secret')
    assert.equal(read.get('b')?.password, 'password')
  })

  it('takes the slash from the end of a uri', () => {
    assert.equal(connections().get('registry')?.uri, 'registry.example.com/models')
  })

  it('tells all that is missing', () => {
    const mistakes = new Mistakes()
    const text = 'spec: {type: docker}\n---\nid: a\n---\nid: b\nspec: {uri: h}\n'
    readConnections(readEntities({ file: 'c', text, kind: 'Connection' }, mistakes), mistakes)
    assert.deepEqual(
      mistakes.errors.map(({ at, problem }) => `${at.line}: ${problem}`),
      ['1: a connection has no id', '3: a connection has no spec', '6: connection "b" has no type'],
    )
  })
})
