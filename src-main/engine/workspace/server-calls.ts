import { ok } from '../../../src-shared/outcome.ts'
import { withSettings } from '../../../src-shared/settings.ts'
import { nothing, type CallContext, type QueueHandlers } from './call-context.ts'

/** Servers, settings, and the doctor. */
export function serverCalls({
  engine,
  connection,
  settings,
  runDoctor,
  onSettingsSaved,
}: CallContext): Pick<
  QueueHandlers,
  | 'connection:check'
  | 'connection:try'
  | 'servers:list'
  | 'servers:keep'
  | 'servers:use'
  | 'servers:forget'
  | 'doctor:run'
  | 'settings:read'
  | 'settings:save'
> {
  return {
    'connection:check': async () => {
      await engine.lookNow()
      return ok(connection.status())
    },
    'connection:try': async (asked) => ok(await connection.tryOut(asked.connection, asked.secret)),
    'servers:list': () => Promise.resolve(ok({ servers: [...connection.servers()], usedId: connection.inUse().id })),
    'servers:keep': async ({ server, secret }) => {
      await connection.keep(server, secret)
      settings.serverChanged()
      void engine.lookNow()
      return ok({})
    },
    'servers:use': async ({ id }) => {
      const status = await connection.use(id)
      settings.serverChanged()
      void engine.lookNow()
      return ok(status)
    },
    'servers:forget': async ({ id }) => {
      await connection.forget(id)
      settings.serverChanged()
      return ok({})
    },
    'doctor:run': async () => ok({ checks: await runDoctor() }),
    'settings:read': () => Promise.resolve(ok(settings.read())),
    'settings:save': (asked) =>
      nothing(() => {
        const changed = withSettings(settings.read(), asked)
        settings.save(changed)
        onSettingsSaved(changed)
      }),
  }
}
