import type { Mistakes } from '../document/mistakes.ts'
import { renderImageName } from './image_name.ts'
import type { Packaging } from './packaging.ts'

/** Checks that the image's name can be rendered, with values of a model that is not known yet. */
export function checkTemplate(
  { arguments: values, argumentsAt }: Packaging,
  mistakes: Mistakes,
): void {
  const rendered = renderImageName(String(values['imageName'] ?? ''), {
    Name: 'model',
    Version: '1.0',
    RandomUUID: '00000000-0000-4000-8000-000000000000',
  })
  if (rendered.ok) return
  mistakes.add(argumentsAt, `imageName cannot be rendered: ${rendered.failure}`, {
    accepted: 'a template of Jinja over Name, Version and RandomUUID',
  })
}
