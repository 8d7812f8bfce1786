import type { ImagePath } from '../entries/entry.ts'

/**
 * Where Python looks for the compiled form of a source (PEP 3147); undefined for what is not a source.
 *
 * @param version such as "3.11"
 */
export function bytecodePath(source: ImagePath, version: string): ImagePath | undefined {
  if (!source.endsWith('.py')) return undefined
  const slash = source.lastIndexOf('/') + 1
  const name = source.slice(slash, -'.py'.length)
  const [major, minor] = version.split('.')
  const tag = `cpython-${major ?? ''}${minor ?? ''}`
  return `${source.slice(0, slash)}__pycache__/${name}.${tag}.pyc` as ImagePath
}
