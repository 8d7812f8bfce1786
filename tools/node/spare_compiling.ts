import { setFlagsFromString } from 'node:v8'

/**
 * Keeps V8 from compiling with its slowest compiler from now on, which it does on threads of its own. For work of a
 * second or two that needs all cores for native code: its JavaScript ends before such compiling has paid off.
 */
export function spareCompiling(): void {
  setFlagsFromString('--no-turbofan')
}
