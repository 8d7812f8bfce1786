import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lineProblems } from './lines.ts'
import type { Problem } from './source_file.ts'
import { fileProblems, publicProblems, topicProblems } from './topics.ts'

function messages(problems: readonly Problem[]): readonly string[] {
  return problems.map(({ path, line, message }) => `${path}:${line}: ${message}`)
}

const LAYER_BUILD = {
  path: 'rules/private/layer/BUILD.bazel',
  text: 'bzl_library(\n    name = "layer",\n    deps = ["//rules/private/program"],\n)\n',
}

test('a topic may load from the topics in its deps', () => {
  const tar = {
    path: 'rules/private/layer/tar.bzl',
    text: '"""A rule."""\n\nload("//rules/private/program:actions/run_tool.bzl", "run_tool")\nload(":content.bzl", "a")\n',
  }
  assert.deepEqual(topicProblems([LAYER_BUILD, tar]), [])
})

test('a topic must not load from another topic, nor list one that it does not use', () => {
  const tar = {
    path: 'rules/private/layer/actions/write_tar.bzl',
    text: 'load(\n    "//rules/private/image:image_info.bzl",\n    "ImageInfo",\n)\n',
  }
  assert.deepEqual(messages(topicProblems([LAYER_BUILD, tar])), [
    'rules/private/layer/actions/write_tar.bzl:1: layer must not load from image: see rules/private/layer/BUILD.bazel',
    'rules/private/layer/BUILD.bazel:3: layer loads nothing from program: remove it from deps',
  ])
})

test('loads in the text of a generated file do not count', () => {
  const tar = {
    path: 'rules/private/layer/tar.bzl',
    text: 'load("//rules/private/program:a.bzl", "a")\n_BUILD = """\\\nload("{rt}//rules/private/image:b.bzl", "b")\n"""\n',
  }
  assert.deepEqual(topicProblems([LAYER_BUILD, tar]), [])
})

test('a public file lists the topics that it loads from', () => {
  const build = { path: 'rules/BUILD.bazel', text: '        "tar": ["layer"],\n' }
  const load = (topic: string): string => `load("//rules/private/${topic}:x.bzl", "x")\n`
  assert.deepEqual(publicProblems([build, { path: 'rules/tar.bzl', text: load('layer') }]), [])
  assert.deepEqual(
    messages(publicProblems([build, { path: 'rules/tar.bzl', text: load('deb') }])),
    ['rules/tar.bzl:0: loads from deb, rules/BUILD.bazel says layer'],
  )
})

test('one file starts programs', () => {
  const text = 'def f(ctx):\n    ctx.actions.run_shell(command = "true")\n'
  assert.deepEqual(messages(fileProblems([{ path: 'rules/private/image/a.bzl', text }])), [
    'rules/private/image/a.bzl:2: starts a program by itself: use run_tool of rules/private/program/actions/run_tool.bzl',
  ])
  assert.deepEqual(fileProblems([{ path: 'rules/private/program/actions/run_tool.bzl', text }]), [])
})

test('rule files are put together by macros only', () => {
  const rule = { path: 'rules/private/image/a.bzl', text: 'a_rule = rule(\n)\n' }
  const load = 'load("//rules/private/image:a.bzl", "a_rule")\n'
  const macro = { path: 'rules/private/model/macros/m.bzl', text: load }
  assert.deepEqual(fileProblems([rule, macro]), [])
  const other = {
    path: 'rules/private/image/b.bzl',
    text: `load(":a.bzl", "a_rule")\n\nb = rule(\n)\n`,
  }
  assert.deepEqual(messages(fileProblems([rule, other])), [
    'rules/private/image/b.bzl:1: must not load the rule of :a.bzl: rules are put together by files below macros/',
  ])
})

test('lines have at most 120 characters', () => {
  assert.deepEqual(lineProblems([{ path: 'a.bzl', text: `${'é'.repeat(120)}\n` }]), [])
  assert.deepEqual(messages(lineProblems([{ path: 'a.bzl', text: `\n${'a'.repeat(121)}\n` }])), [
    'a.bzl:2: has 121 characters, more than 120',
  ])
})
