/** Ends a development command with rt's error shape; not a failure of the product. */
export function fail(context: string, message: string, fix: string): never {
  process.stderr.write(`${context}: ${message}\n  fix: ${fix}\n`)
  process.exit(1)
}
