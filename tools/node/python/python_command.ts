/** How a Python is started: never by a shell, and with this environment alone. */
export interface PythonCommand {
  readonly program: string
  /** Arguments before those of Python itself. */
  readonly arguments: readonly string[]
  readonly env: Readonly<Record<string, string>>
}
