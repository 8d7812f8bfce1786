import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { posix } from 'node:path'
import fc from 'fast-check'
import type { Member, MemberRules } from './safe_member.ts'
import {
  DIRECTORY_MEMBERS,
  IMAGE_MEMBERS,
  MAX_MEMBER_PART_BYTES,
  MemberGuard,
  safeMemberPath,
} from './safe_member.ts'

function file(name: string): Member {
  return { name, kind: 'file', target: '' }
}

function directory(name: string): Member {
  return { name, kind: 'directory', target: '' }
}

function symlink(name: string, target: string): Member {
  return { name, kind: 'symlink', target }
}

function hardlink(name: string, target: string): Member {
  return { name, kind: 'hardlink', target }
}

/** What a guard says to the last of several members; all before it must be admitted. */
function verdict(members: readonly Member[], rules: MemberRules = IMAGE_MEMBERS): string {
  const guard = new MemberGuard(rules)
  let last = 'admitted'
  members.forEach((member, index) => {
    const result = guard.admit(member)
    last = result.ok ? 'admitted' : result.failure
    if (index < members.length - 1) assert.equal(last, 'admitted', member.name)
  })
  return last
}

describe('safeMemberPath()', () => {
  for (const [name, path] of [
    ['./usr/bin/x', 'usr/bin/x'],
    ['usr//bin/', 'usr/bin'],
    ['./', ''],
    ['a..b/...', 'a..b/...'],
    ['lib/system-a\\x2db.slice', 'lib/system-a\\x2db.slice'],
  ] as const) {
    it(`takes ${name}`, () => assert.deepEqual(safeMemberPath(name), { ok: true, value: path }))
  }

  for (const [name, problem] of [
    ['/etc/passwd', /absolute/],
    ['../x', /"\.\."/],
    ['a/../../x', /"\.\."/],
    ['a/..', /"\.\."/],
    ['a\0b', /NUL/],
    ['x'.repeat(MAX_MEMBER_PART_BYTES + 1), /255 bytes/],
    ['ä'.repeat(128), /255 bytes/],
    ['d/'.repeat(2100), /4095 bytes/],
  ] as const) {
    it(`refuses ${JSON.stringify(name.slice(0, 20))}`, () => {
      const result = safeMemberPath(name)
      assert.match(result.ok ? 'taken' : result.failure, problem)
    })
  }

  for (const name of ['..\\x', 'a\\b', 'C:/x', 'c:x']) {
    it(`refuses ${name} where archives come from Windows`, () => {
      assert.equal(safeMemberPath(name, DIRECTORY_MEMBERS).ok, false)
    })
  }

  it('never gives a path outside the root, whatever the name', () => {
    const part = fc.oneof(fc.constantFrom('..', '.', '', '/', 'a'), fc.string({ maxLength: 8 }))
    const property = fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
      const result = safeMemberPath(parts.join('/'))
      if (!result.ok) return
      const resolved = posix.resolve('/root', result.value)
      assert(resolved === '/root' || resolved.startsWith('/root/'), resolved)
    })
    fc.assert(property, { seed: 11, numRuns: 2000 })
  })
})

describe('MemberGuard', () => {
  it('admits what an ordinary package holds', () => {
    const members = [
      directory('./'),
      directory('./usr/'),
      directory('./usr/lib/'),
      file('./usr/lib/liba.so.1'),
      symlink('./usr/lib/liba.so', 'liba.so.1'),
      hardlink('./usr/lib/libb.so', './usr/lib/liba.so.1'),
      symlink('./etc/alternatives/x', '/usr/bin/x'),
      symlink('./usr/lib/up', '../../etc/x'),
      directory('./usr/lib/'),
    ]
    assert.equal(verdict(members), 'admitted')
  })

  for (const [title, members, problem] of [
    ['a file below a symbolic link', [symlink('d', '/etc'), file('d/passwd')], /below "d"/],
    ['one far below a symbolic link', [symlink('d', 'e'), file('d/a/b/c')], /below "d"/],
    ['a file below a file', [file('d'), file('d/x')], /below "d"/],
    ['a file in place of a symbolic link', [symlink('x', '/etc/passwd'), file('x')], /twice/],
    ['a directory in place of a link', [symlink('x', 'y'), directory('x')], /twice/],
    ['two files of one path', [file('a/b'), file('./a//b')], /twice/],
    [
      'a link in place of a directory that was never named',
      [file('d/x'), symlink('d', 'e')],
      /twice/,
    ],
    ['a link that climbs out', [symlink('a/b', '../../etc')], /outside the root/],
    ['a link that climbs out in between', [symlink('a', 'b/../../c/d')], /outside the root/],
    ['a link to nothing', [symlink('a', '')], /not a path/],
    ['a hard link to outside', [hardlink('a', '/etc/shadow')], /not safe/],
    ['a hard link that climbs out', [hardlink('a', '../shadow')], /not safe/],
    [
      'a hard link to a symbolic link',
      [symlink('s', '/etc'), hardlink('a', 's')],
      /not an earlier file/,
    ],
    ['a hard link to what comes later', [hardlink('a', 'b')], /not an earlier file/],
    ['a hard link to itself', [hardlink('a', 'a')], /not an earlier file/],
    ['a file that removes another', [file('usr/.wh.lib')], /removes files of other layers/],
    ['a device', [{ name: 'dev/sda', kind: 'special', target: '' }], /device/],
    ['a file in place of the root', [file('./')], /place of the root/],
    ['a link in place of the root', [symlink('.', '/')], /place of the root/],
  ] as const) {
    it(`refuses ${title}`, () => assert.match(verdict(members), problem))
  }

  it('refuses targets that go up beyond another link where an archive becomes a directory', () => {
    const members = [symlink('a/b/up', '../..'), symlink('out', 'a/b/up/..')]
    assert.match(verdict(members, DIRECTORY_MEMBERS), /down and up again/)
    assert.equal(verdict(members, IMAGE_MEMBERS), 'admitted')
  })

  it('refuses absolute targets where an archive becomes a directory', () => {
    assert.match(verdict([symlink('a', '/etc/passwd')], DIRECTORY_MEMBERS), /absolute/)
  })
})
