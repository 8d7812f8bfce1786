/** Makes a forgotten case of a closed union a compile error; throws if reached from untyped data. */
export function assertNever(value: never): never {
  throw new TypeError(`Unexpected value: ${JSON.stringify(value)}`)
}
