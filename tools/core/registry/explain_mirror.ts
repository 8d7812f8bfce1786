import type { Explanation } from '../explanation.ts'
import type { MirrorFailure } from './mirror_failure.ts'

/** Explains a {@link MirrorFailure}. */
export function explainMirrorFailure({ source, problem }: MirrorFailure): Explanation {
  return {
    message: `Cannot use the mirrors in ${source}: ${problem}`,
    accepted: source.startsWith('$')
      ? 'REGISTRY=MIRROR[,MIRROR...] between spaces, such as "docker.io=mirror.example.com/hub"'
      : 'a JSON object of lists, such as {"docker.io": ["mirror.example.com/hub"]}',
  }
}
