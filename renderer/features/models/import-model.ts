import { chooseFile, type ChosenFile, chosenOf } from './model-files.ts'
import { navigation } from '../../app/navigation.svelte.ts'
import { attempt } from '../../app/toasts.svelte.ts'
import { modelLibrary } from './model-library.svelte.ts'

function offer(chosen: ChosenFile): void {
  modelLibrary.chosen = chosen
  navigation.panel = 'import-model'
}

/** Asks for a model's file, then how it is to be imported. */
export async function importChosen(): Promise<void> {
  const chosen = await attempt(() => chooseFile('model'))
  if (chosen !== null) offer(chosen)
}

/** A model's file was dropped on the page: the same questions, wherever that was. */
export const importDropped = (file: File): void => offer(chosenOf(file))
