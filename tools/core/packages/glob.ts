/**
 * Whether a path matches a pattern: `*` stands for anything but a slash, `**` for anything, all else for itself.
 */
export function matchesGlob(pattern: string, path: string): boolean {
  return expressionOf(pattern).test(path)
}

function expressionOf(pattern: string): RegExp {
  const source = pattern
    .split('**')
    .map((part) => part.split('*').map(escape).join('[^/]*'))
    .join('.*')
  return new RegExp(`^${source}$`, 'su')
}

function escape(text: string): string {
  return text.replaceAll(/[$()*+./?[\\\]^{|}]/g, '\\$&')
}
