import { expect, type Locator, type Page } from '@playwright/test'

/** Types a path into the page's own dialog for places, once the dialog has put its first folder there. */
export async function typePath(dialog: Locator | Page, path: string): Promise<void> {
  const field = dialog.getByRole('textbox', { name: 'Path of the' })
  await expect(field).not.toHaveValue('')
  await field.fill(path)
}
