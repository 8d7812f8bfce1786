import type { Entry, ImagePath } from '../entries/entry.ts'
import { DEFAULT_ATTRIBUTES } from '../entries/entry.ts'
import type { Environment } from './environment.ts'

/** The Python that an environment is made for. */
export interface Interpreter {
  /** Absolute path in the image. */
  readonly path: string
  /** As far as it is known, such as "3.11.2". */
  readonly version: string
}

/**
 * The text that makes a directory a virtual environment (PEP 405).
 *
 * @param withSystem whether packages that the interpreter has without it can be imported, too
 */
export function venvSettings({ path, version }: Interpreter, withSystem = false): string {
  const home = path.slice(0, Math.max(1, path.lastIndexOf('/')))
  return [
    `home = ${home}`,
    `include-system-site-packages = ${String(withSystem)}`,
    `version = ${version}`,
    '',
  ].join('\n')
}

/** The links by which an environment names its interpreter. */
export function venvLinks(
  { prefix, version }: Environment,
  { path }: Interpreter,
): readonly Entry[] {
  const bin = `${prefix}/bin`
  const link = (name: string, target: string): Entry => {
    return {
      ...DEFAULT_ATTRIBUTES,
      mode: 0o777,
      kind: 'link',
      path: `${bin}/${name}` as ImagePath,
      target,
    }
  }
  return [link('python', path), link('python3', 'python'), link(`python${version}`, 'python')]
}

/** What an environment has of its own: no wheel may bring it. */
export function venvNames(environment: Environment): readonly ImagePath[] {
  const links = venvLinks(environment, { path: '/', version: '' }).map(({ path }) => path)
  return [...links, venvSettingsPath(environment)]
}

/** Where the settings go. */
export function venvSettingsPath({ prefix }: Pick<Environment, 'prefix'>): ImagePath {
  return `${prefix}/pyvenv.cfg` as ImagePath
}
