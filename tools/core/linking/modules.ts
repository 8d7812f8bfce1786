/** What interpreters say in the names of extension modules: `_core.cpython-311-x86_64-linux-gnu.so`, `_rust.abi3.so`. */
const TAGGED = /\.(?:cpython-|abi3|pypy)[^/]*$/

/**
 * Tells extension modules of Python by their paths. Libraries that wheels bring for them are none: nobody opens those
 * that no module needs, such as parts of a toolkit for hardware that is not there.
 */
export function isExtensionModule(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1)
  return name.endsWith('.so') && (TAGGED.test(name) || !name.startsWith('lib'))
}
