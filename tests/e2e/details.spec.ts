import { clip, ownClip } from '../helpers/clips.ts'
import { dropOn, expect, picture, row, test } from './app.ts'

test('an item tells all that is known of it: pictures, tracks, steps, ids', async ({ window, folder }) => {
  await dropOn(window, [
    await clip('picture-and-sound.mp4', folder, 'Interview.mp4'),
    await clip('sound.wav', folder, 'Boom.wav'),
  ])
  await expect(row(window, 'Boom.wav')).toContainText('Done')
  await expect(row(window, 'Interview.mp4').locator('img')).toBeVisible()
  await row(window, 'Interview.mp4').dblclick()
  const details = window.getByRole('complementary', { name: 'Details of Interview.mp4' })
  await expect(details.getByRole('img', { name: 'Pictures along the time' }).locator('img')).toHaveCount(8)
  await expect(details.getByRole('region', { name: 'Tracks' })).toContainText('320×180 · 30000/1001 fps')
  await expect(details.getByRole('region', { name: 'Tracks' }).getByRole('listitem')).toHaveCount(2)
  await expect(details.getByRole('region', { name: 'Steps' })).toContainText('On the timeline: done')
  await picture(window, 'details')
  await window.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await details.getByRole('button', { name: 'Copy everything as text' }).click()
  await expect(window.getByText('Copy everything as text: copied')).toBeVisible()
  expect(JSON.parse(await window.evaluate(() => navigator.clipboard.readText()))).toMatchObject({
    name: 'Interview.mp4',
    state: { name: 'done' },
  })
  await row(window, 'Boom.wav').click()
  await expect(
    window
      .getByRole('complementary', { name: 'Details of Boom.wav' })
      .getByRole('img', { name: 'The shape of the sound' })
      .locator('div'),
  ).toBeVisible()
})

test('names, description and tags are edited before anything is sent, one by one and together', async ({
  window,
  folder,
  store,
}) => {
  await window.keyboard.press('Control+,')
  await window.getByRole('checkbox', { name: /^Begin with new files at once/ }).uncheck()
  await window.getByRole('button', { name: 'Done' }).click()
  await dropOn(
    window,
    await Promise.all(['1.mp4', '2.mp4', '3.mp4'].map((name) => ownClip('picture.mp4', folder, name))),
  )
  await expect(window.getByText('3 ready')).toBeVisible()
  await row(window, '1.mp4').click()
  await window.keyboard.press('F2')
  const one = window.getByRole('dialog', { name: 'Edit 1.mp4' })
  await one.getByRole('textbox', { name: 'Flow' }).fill('The opening')
  await one.getByRole('textbox', { name: 'Description' }).fill('Wide shot from the roof')
  await one.getByRole('button', { name: 'Add a tag' }).click()
  await one.getByRole('textbox', { name: 'Name of tag 1' }).fill('camera')
  await one.getByRole('textbox', { name: 'Value of tag 1' }).fill('A')
  await picture(window, 'edit')
  await one.getByRole('button', { name: 'Save' }).click()
  await expect(row(window, '1.mp4')).toContainText('The opening')

  await window.getByRole('grid', { name: 'Queue' }).focus()
  await window.keyboard.press('Control+a')
  await window.keyboard.press('F2')
  const many = window.getByRole('dialog', { name: 'Edit 3 items' })
  await many.getByRole('textbox', { name: 'Source', exact: true }).fill('Roof')
  await many.getByRole('textbox', { name: 'Flow', exact: true }).fill('Angle {n:02}')
  await many.getByRole('button', { name: 'Add a tag' }).click()
  await many.getByRole('textbox', { name: 'Name of tag 1' }).fill('project')
  await many.getByRole('textbox', { name: 'Value of tag 1' }).fill('Harbour')
  await many.getByRole('button', { name: 'Save' }).click()
  await window.getByRole('button', { name: 'Start all 3' }).click()
  await expect(window.getByText('3 of 3 done')).toBeVisible()
  const flows = (await store.list('/flows?limit=100')).sort((a, b) => String(a.label).localeCompare(String(b.label)))
  expect(flows.map((it) => it.label)).toEqual(['Angle 01', 'Angle 02', 'Angle 03'])
  expect(flows[0]).toMatchObject({ description: 'Wide shot from the roof', tags: { camera: 'A', project: 'Harbour' } })
  expect(flows[1]).toMatchObject({ tags: { project: 'Harbour' } })
  // What is in the store is not edited here.
  await window.keyboard.press('F2')
  await expect(window.getByRole('dialog')).toHaveCount(0)
})
