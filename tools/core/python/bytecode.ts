import { MAX_MEMBER_PART_BYTES } from '../archive/safe_member.ts'
import type { ImagePath } from '../entries/entry.ts'
import { encodeUtf8 } from '../utf8.ts'

/**
 * Where Python looks for the compiled form of a source (PEP 3147); undefined for what is not a source, where no file
 * system takes the name, and for names of several lines, which the compiler is not told.
 *
 * @param version such as "3.11"
 */
export function bytecodePath(source: ImagePath, version: string): ImagePath | undefined {
  if (!source.endsWith('.py') || source.includes('\n')) return undefined
  const slash = source.lastIndexOf('/') + 1
  const name = source.slice(slash, -'.py'.length)
  const [major, minor] = version.split('.')
  const tag = `cpython-${major ?? ''}${minor ?? ''}`
  const compiled = `${name}.${tag}.pyc`
  if (encodeUtf8(compiled).length > MAX_MEMBER_PART_BYTES) return undefined
  return `${source.slice(0, slash)}__pycache__/${compiled}` as ImagePath
}

/** The source that a compiled file is of; undefined for other files. */
export function sourceOfBytecode(path: string): string | undefined {
  const [, folder, name] = /^(.*\/)?__pycache__\/([^/.]+)\.[^/]+\.pyc$/su.exec(path) ?? []
  return name === undefined ? undefined : `${folder ?? ''}${name}.py`
}
