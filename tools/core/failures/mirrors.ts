import type { Explanation } from '../failure.ts'

/** Mirrors of registries that nobody can make sense of. */
export interface MirrorFailure {
  readonly topic: 'registry'
  readonly reason: 'malformed-mirrors'
  /** The file or the variable that names them. */
  readonly source: string
  readonly problem: string
}

/** Explains a {@link MirrorFailure}. */
export function describeMirrorFailure({ source, problem }: MirrorFailure): Explanation {
  return {
    message: `Cannot use the mirrors in ${source}: ${problem}`,
    accepted: source.startsWith('$')
      ? 'REGISTRY=MIRROR[,MIRROR...] between spaces, such as "docker.io=mirror.example.com/hub"'
      : 'a JSON object of lists, such as {"docker.io": ["mirror.example.com/hub"]}',
  }
}
