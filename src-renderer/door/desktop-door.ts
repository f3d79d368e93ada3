import type { Call, Listen } from '../../src-shared/contract.ts'
import type { DesktopBridge } from '../../src-shared/desktop-bridge.ts'
import { failed, ok } from '../../src-shared/outcome.ts'
import { problem } from '../../src-shared/problems.ts'
import type { Door } from './door.ts'

/** The desktop: the preload carries the contract, and knows where a dropped file lies. */
export function desktopDoor(bridge: DesktopBridge): Door {
  return {
    // The preload carries plain data; both ends take its types from the contract.
    call: bridge.call as unknown as Call,
    listen: bridge.listen as unknown as Listen,
    onLine: () => () => undefined,
    pathsOf: async (things) => {
      const paths = (await Promise.all(things.flatMap(({ file }) => (file ? [bridge.pathOf(file)] : [])))).filter(
        (it) => it !== '',
      )
      return paths.length > 0 ? ok(paths) : failed(problem('nothing-to-add', { path: 'what was dropped' }))
    },
  }
}
