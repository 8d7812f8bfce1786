import type { Mistakes } from '../document/mistakes.ts'
import type { DocumentNode, MapNode } from '../document/node.ts'
import { checkKeys, present, readMap, readTexts } from '../document/read.ts'
import { describeReferenceProblem, parseReference } from '../reference.ts'
import { readFilledText, requireKey, requireText } from './fields.ts'
import type { PythonOfImage, PythonOfPackages } from './manifest.ts'
import { hasDebianPackages, isPythonVersion } from './words.ts'

const PACKAGES_KEYS = ['suite', 'python', 'lock', 'add']
const IMAGE_KEYS = ['path', 'libc', 'references']
const USUAL_PATH = '/usr/local/bin/python{}'
const LIBC = /^(glibc|musl) (\d+\.\d+)$/

/** Reads `packages`: Python of a Debian release. */
export function readPackages(
  node: DocumentNode,
  distro: string,
  mistakes: Mistakes,
): PythonOfPackages | undefined {
  if (!hasDebianPackages(distro)) {
    return mistakes.add(node.at, `"packages" of ${distro} cannot be installed`, {
      accepted: 'packages for debian and ubuntu, image for all others',
    })
  }
  const map = readMap(node, 'packages', mistakes)
  if (map === undefined) return undefined
  checkKeys(map, PACKAGES_KEYS, mistakes)
  const suite = requireText(map, 'suite', 'packages', mistakes)
  const python = readPython(map, mistakes)
  const lock = readLock(map, distro, mistakes)
  const addNode = present(map, 'add')
  const add = addNode === undefined ? [] : readTexts(addNode, 'add', mistakes)
  if (suite === undefined || python === undefined) return undefined
  if (lock === undefined || add === undefined) return undefined
  return { kind: 'packages', suite, python, lock, add }
}

function readPython(map: MapNode, mistakes: Mistakes): string | undefined {
  const node = requireKey(map, 'python', 'packages', mistakes)
  const text = requireText(map, 'python', 'packages', mistakes)
  if (node === undefined || text === undefined || isPythonVersion(text)) return text
  return mistakes.add(node.at, `"${text}" is no version of Python`, {
    accepted: 'two numbers, such as "3.11"',
  })
}

function readLock(map: MapNode, distro: string, mistakes: Mistakes): string | undefined {
  const node = present(map, 'lock')
  if (node === undefined) return `locks/${distro}.lock.json`
  const lock = readFilledText(node, 'lock', mistakes)
  if (lock === undefined) return undefined
  const parts = lock.split('/')
  if (!parts.includes('..') && !parts.includes('') && /^[\w./+-]+$/.test(lock)) return lock
  return mistakes.add(node.at, `lock must be a file below the directory of the manifest`, {
    accepted: 'such as locks/debian12.lock.json',
  })
}

/** Reads `image`, or `conda` in its present-day form: a base image for each version of Python. */
export function readImage(
  node: DocumentNode,
  what: string,
  mistakes: Mistakes,
): PythonOfImage | undefined {
  const map = readMap(node, what, mistakes)
  if (map === undefined) return undefined
  checkKeys(map, IMAGE_KEYS, mistakes)
  const pathNode = present(map, 'path')
  const path = pathNode === undefined ? USUAL_PATH : readPath(pathNode, mistakes)
  const libc = readLibc(map, what, mistakes)
  const references = readReferences(map, what, mistakes)
  if (path === undefined || libc === undefined || references === undefined) return undefined
  return { kind: 'image', path, ...libc, references }
}

function readPath(node: DocumentNode, mistakes: Mistakes): string | undefined {
  const path = readFilledText(node, 'path', mistakes)
  if (path === undefined || /^\/[^\s]+[^\s/]$/.test(path)) return path
  return mistakes.add(node.at, `path must be an absolute path, not "${path}"`, {
    accepted: `such as ${USUAL_PATH}, where {} is the version of Python`,
  })
}

function readLibc(
  map: MapNode,
  what: string,
  mistakes: Mistakes,
): Pick<PythonOfImage, 'libc' | 'libcVersion'> | undefined {
  const node = requireKey(map, 'libc', what, mistakes)
  const text = node === undefined ? undefined : readFilledText(node, 'libc', mistakes)
  if (node === undefined || text === undefined) return undefined
  const [, name, version] = LIBC.exec(text) ?? []
  if (version !== undefined)
    return { libc: name === 'musl' ? 'musl' : 'glibc', libcVersion: version }
  return mistakes.add(node.at, `"${text}" is no C library`, {
    accepted: 'its name and version, such as "glibc 2.28" or "musl 1.2"',
  })
}

function readReferences(
  map: MapNode,
  what: string,
  mistakes: Mistakes,
): ReadonlyMap<string, string> | undefined {
  const node = requireKey(map, 'references', what, mistakes)
  const versions = node === undefined ? undefined : readMap(node, 'references', mistakes)
  if (versions === undefined) return undefined
  const read = new Map<string, string>()
  for (const { key, keyAt, value } of versions.entries) {
    const text = readFilledText(value, `the reference for ${key}`, mistakes)
    if (!isPythonVersion(key))
      mistakes.add(keyAt, `"${key}" is no version of Python`, { accepted: 'such as "3.12"' })
    const parsed = text === undefined ? undefined : parseReference(text)
    if (parsed?.ok === false)
      mistakes.add(
        value.at,
        `"${text ?? ''}" is no image: ${describeReferenceProblem(parsed.failure)}`,
      )
    if (text !== undefined) read.set(key, text)
  }
  if (read.size === 0)
    return mistakes.add(versions.at, 'references has no image', {
      accepted: '"3.12": docker.io/library/python:3.12-slim@sha256:...',
    })
  return read
}
