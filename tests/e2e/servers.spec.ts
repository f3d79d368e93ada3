import { clip } from '../helpers/clips.ts'
import { dropOn, expect, picture, row, secondStore, test } from './app.ts'

test('several servers are kept by name, each with what its uploads begin with', async ({ window, folder }) => {
  const second = await secondStore(folder)
  await window.getByRole('button', { name: /^Connection:/ }).click()
  const dialog = window.getByRole('dialog', { name: 'Servers' })
  await dialog.getByRole('button', { name: 'Add a server' }).click()
  await dialog.getByRole('textbox', { name: 'Address' }).fill(second.url)
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('Archive')
  await dialog.getByRole('button', { name: 'Test' }).click()
  await expect(dialog).toContainText('answers.')
  await dialog.getByText('What uploads to this server begin with').click()
  await dialog.getByRole('combobox', { name: 'How new files go' }).selectOption('2')
  await dialog.getByRole('button', { name: 'Add a tag' }).click()
  await dialog.getByRole('textbox', { name: 'Name of tag 1' }).fill('shelf')
  await dialog.getByRole('textbox', { name: 'Value of tag 1' }).fill('B7')
  await picture(window, 'servers')
  await dialog.getByRole('button', { name: 'Keep', exact: true }).click()
  await expect(dialog.getByRole('radio', { name: /Archive/ })).toBeChecked()
  await dialog.getByRole('button', { name: 'Use this server' }).click()
  await expect(window.getByRole('button', { name: /^Connection: .* Connected$/ })).toContainText(
    new URL(second.url).host,
  )
  await dropOn(window, [await clip('eight-seconds.mp4', folder)])
  await expect(row(window, 'eight-seconds.mp4')).toContainText('Done')
  await row(window, 'eight-seconds.mp4').dblclick()
  await expect(window.getByText('4 pieces on the timeline')).toBeVisible()
  await expect(window.getByText('shelf: B7')).toBeVisible()

  await window.getByRole('button', { name: /^Connection:/ }).click()
  await dialog.getByRole('button', { name: 'Forget this server' }).click()
  await expect(dialog.getByRole('radio', { name: /Archive/ })).toHaveCount(0)
  await second.kill()
})
