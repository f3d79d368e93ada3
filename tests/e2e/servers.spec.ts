import { clip } from '../helpers/clips.ts'
import { dropOn, expect, expectAccessible, picture, row, secondStore, test } from './app.ts'

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

test('a token server that wants the secret in the form gets it there, and the way is one fold away', async ({
  window,
}) => {
  await window.getByRole('button', { name: /^Connection:/ }).click()
  const dialog = window.getByRole('dialog', { name: 'Servers' })
  await dialog.getByRole('button', { name: 'Add a server' }).click()
  await dialog.getByRole('textbox', { name: 'Address', exact: true }).fill('http://127.0.0.1:1')
  await dialog.getByRole('combobox', { name: 'Signing in' }).selectOption('OAuth2 client')
  await dialog.getByRole('textbox', { name: 'Token address' }).fill('http://127.0.0.1:1/token')
  await dialog.getByRole('textbox', { name: 'Client id' }).fill('ingest')
  const place = dialog.getByRole('combobox', { name: 'How the client secret is sent' })
  await expect(place).toHaveValue('header')
  await place.selectOption('In the form (client_secret_post)')
  await dialog.getByText('Proxy and certificates').click()
  await dialog.getByRole('textbox', { name: 'Proxy' }).fill('direct')
  await expectAccessible(window)
  await dialog.getByRole('button', { name: 'Keep', exact: true }).click()
  await dialog.getByRole('radio', { name: /Embedded store/ }).check()
  await dialog.getByRole('radio', { name: /127\.0\.0\.1:1$/ }).check()
  await expect(place).toHaveValue('body')
  await expect(dialog.getByRole('textbox', { name: 'Proxy' })).toHaveValue('direct')
})
