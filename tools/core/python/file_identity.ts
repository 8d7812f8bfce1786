import type { InstalledFile } from './environment.ts'
import type { Wheel } from './wheel.ts'

/** What two files have in common when they are equal. */
export function identityOf(wheel: Wheel, { mode, content }: InstalledFile): string {
  const bytes =
    content.kind === 'text' ? content.text : (wheel.record.get(content.member.path)?.hash ?? '')
  return `${mode}\n${bytes}`
}
