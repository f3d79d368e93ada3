import { count } from '../../src-shared/words/quantities.ts'
import { Button } from '../parts/button.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { removeNow } from '../state/commands.ts'
import { closeDialog } from '../state/window-store.ts'

export function ConfirmRemove({ ids }: { readonly ids: readonly string[] }) {
  const remove = () => {
    removeNow(ids)
    closeDialog()
  }
  return (
    <Dialog
      title={`Remove ${count(ids.length, 'item')}?`}
      about="Not all of them are finished. The files stay where they are; what was begun in the store is not completed."
      width="max-w-md"
      footer={<><Button onClick={closeDialog}>Keep</Button><Button look="danger" onClick={remove} autoFocus>Remove</Button></>}
    >
      <></>
    </Dialog>
  )
}
