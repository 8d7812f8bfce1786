import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { LockedPackage, PackageLock } from './lock.ts'
import { parsePackageLock, printPackageLock } from './lock.ts'

const SHA256 = 'a'.repeat(64)
const LIBC: LockedPackage = {
  name: 'libc6',
  version: '2.36-9',
  kind: 'deb',
  files: {
    arm64: { file: 'pool/main/g/glibc/libc6_2.36-9_arm64.deb', sha256: SHA256, size: 2 },
    amd64: { file: 'pool/main/g/glibc/libc6_2.36-9_amd64.deb', sha256: SHA256, size: 1 },
  },
  dependsOn: ['libgcc-s1', 'libcrypt1'],
}

const bytesOf = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value))

const failureOf = (value: unknown): string => {
  const lock = parsePackageLock(bytesOf(value))
  return lock.ok ? 'parsed' : lock.failure
}

const withFile = (file: unknown): unknown => ({
  lockVersion: 1,
  packages: [{ ...LIBC, files: { amd64: file } }],
})

const withKept = (kept: unknown): string =>
  failureOf(withFile({ file: 'x', sha256: SHA256, size: 1, kept }))

test('a lock is printed sorted, with a line for each value', () => {
  const text = printPackageLock({
    lockVersion: 1,
    request: { suite: 'bookworm', architectures: ['arm64', 'amd64'] },
    packages: [
      { ...LIBC, name: 'zlib1g', files: {} },
      {
        name: 'model',
        version: '1',
        kind: 'archive',
        files: {
          amd64: { file: 'model.tar', sha256: SHA256, size: 3, urls: ['https://b', 'https://a'] },
        },
      },
    ],
  })
  equal(
    text,
    `{
  "lockVersion": 1,
  "request": {
    "architectures": [
      "arm64",
      "amd64"
    ],
    "suite": "bookworm"
  },
  "packages": [
    {
      "name": "model",
      "version": "1",
      "kind": "archive",
      "files": {
        "amd64": {
          "file": "model.tar",
          "sha256": "${SHA256}",
          "size": 3,
          "urls": [
            "https://b",
            "https://a"
          ]
        }
      }
    },
    {
      "name": "zlib1g",
      "version": "2.36-9",
      "kind": "deb",
      "files": {},
      "dependsOn": [
        "libcrypt1",
        "libgcc-s1"
      ]
    }
  ]
}
`,
  )
})

const name = fc.stringMatching(/^[a-z][a-z0-9+.-]{1,8}$/)
const file = fc.record({
  file: name,
  sha256: fc.stringMatching(/^[0-9a-f]{64}$/),
  size: fc.nat(),
  kept: fc.dictionary(name, fc.record({ from: name, size: fc.nat() }), { noNullPrototype: true }),
})
const packages = fc.uniqueArray(
  fc.record({
    name,
    version: name,
    kind: fc.constantFrom('archive', 'deb', 'wheel'),
    files: fc.dictionary(fc.constantFrom('amd64', 'arm64'), file, { noNullPrototype: true }),
    dependsOn: fc.array(name),
    component: name,
  }),
  { selector: (each) => each.name },
)

test('what is printed reads back as the same lock, in whatever order it was made', () => {
  fc.assert(
    fc.property(packages, (list) => {
      const text = printPackageLock({ lockVersion: 1, packages: list })
      const back = parsePackageLock(new TextEncoder().encode(text))
      if (!back.ok) throw new Error(back.failure)
      equal(printPackageLock(back.value), text)
      equal(printPackageLock({ lockVersion: 1, packages: [...list].reverse() }), text)
      const names = (lock: PackageLock): readonly string[] => lock.packages.map((each) => each.name)
      deepEqual(names(back.value), list.map((each) => each.name).sort())
    }),
    { seed: 1, numRuns: 200 },
  )
})

test('a lock of another version, or one with a mistake in it, is refused with the place', () => {
  equal(
    failureOf({ lockVersion: 2, packages: [] }),
    'lockVersion: expected 1, the version of lock files that this rt reads',
  )
  equal(failureOf({ lockVersion: 1 }), 'packages: is missing')
  equal(
    failureOf({ lockVersion: 1, packages: [{ ...LIBC, kind: 'rpm' }] }),
    'packages[0].kind: expected "archive", "deb" or "wheel"',
  )
  equal(
    failureOf(withFile({ file: 'x', sha256: 'ABC', size: 1 })),
    'packages[0].files.amd64.sha256: expected 64 lower-case hexadecimal digits',
  )
  equal(
    failureOf(withFile({ file: 'x', sha256: SHA256, size: -1 })),
    'packages[0].files.amd64.size: expected a whole number of 0 or more',
  )
})

test('a file of a lock stays below where it is put', () => {
  for (const path of ['../x', '/etc/passwd', 'a//b', 'a/./b', '']) {
    equal(failureOf(withFile({ file: path, sha256: SHA256, size: 1 })) === 'parsed', false, path)
    const from = withKept({ 'lib/x': { from: path, size: 1 } })
    equal(from.startsWith('packages[0].files.amd64.kept'), true, from)
    equal(withKept({ [path]: { from: 'x', size: 1 } }) === 'parsed', false, path)
  }
})

test('a package has one file for an architecture, in one entry or in two', () => {
  const split = [
    { ...LIBC, files: { amd64: LIBC.files['amd64'] } },
    { ...LIBC, version: '2.36-9+b1', files: { arm64: LIBC.files['arm64'] } },
  ]
  equal(failureOf({ lockVersion: 1, packages: split }), 'parsed')
  equal(
    failureOf({ lockVersion: 1, packages: [LIBC, ...split] }),
    'packages: has deb libc6 for amd64 twice',
  )
})
