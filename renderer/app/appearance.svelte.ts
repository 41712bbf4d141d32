import type { Theme } from '../../electron/api/page.ts'
import { host } from '../host/host.ts'
import { language } from '../i18n/i18n.svelte.ts'
import type { LanguageName } from '../i18n/resources.ts'

/** Theme and language, here and in the host's menus and dialogs. */
class Appearance {
  theme = $state<Theme>((localStorage.getItem('theme') as Theme | null) ?? 'system')

  start(): void {
    this.setTheme(this.theme)
    host.setLanguage(language.current)
  }

  setTheme(theme: Theme): void {
    this.theme = theme
    localStorage.setItem('theme', theme)
    if (theme === 'system') delete document.documentElement.dataset['theme']
    else document.documentElement.dataset['theme'] = theme
    host.setTheme(theme)
  }

  setLanguage(name: LanguageName): void {
    language.set(name)
    host.setLanguage(name)
  }
}

export const appearance = new Appearance()
