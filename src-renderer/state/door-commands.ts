import type { EventPayload } from '../../src-shared/contract.ts'
import type { Door } from '../door/door.ts'
import { addFiles, pause, pick, previewSeries, resume } from './commands.ts'
import { useQueue } from './queue-store.ts'
import { undoLast } from './undo.ts'
import { complain, openDialog, show, showInStore } from './window-store.ts'

/**
 * Does what somebody asked for outside of the window: in the system's menu, by a link, by opening files with Framehaul.
 */
export function followDoorCommands(door: Door): void {
  door.listen('door:command', obey)
  door.listen('watch:changed', ({ trouble }) => {
    if (trouble) complain(trouble)
  })
}

function obey(wanted: EventPayload<'door:command'>): void {
  switch (wanted.command) {
    case 'add-files':
      return void pick('files')
    case 'add-folder':
      return void pick('folder')
    case 'settings':
    case 'servers':
    case 'doctor':
    case 'keys':
    case 'diagnostics':
      return openDialog({ name: wanted.command })
    case 'pause-all':
      return pause(useQueue.getState().order)
    case 'resume-all':
      return resume(useQueue.getState().order)
    case 'undo':
      return void undoLast()
    case 'show':
      return show(wanted.view)
    case 'show-in-store':
      return showInStore(wanted.sourceId, wanted.flowId)
    case 'take':
      return void (wanted.isFolder ? previewSeries(wanted.paths) : addFiles(wanted.paths))
  }
}
