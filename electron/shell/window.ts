import { BrowserWindow, dialog, nativeTheme, screen } from 'electron'
import { origin } from './channels.ts'
import { isOwn, secureContents } from './session.ts'
import type { SettingsFile } from './settings.ts'
import { t } from './texts.ts'
import { placeWindow } from './window-state.ts'

const least = { width: 1024, height: 640 }
const usual = { width: 1360, height: 860 }
/** Milliseconds in which a page that ended twice is not loaded a third time without asking. */
const again = 60_000

const chooseBackground = (): string => (nativeTheme.shouldUseDarkColors ? '#16181d' : '#ffffff')

export interface WindowOptions {
  preload: string
  settings: SettingsFile
  /** The page is new: whatever the one before was waiting for, has no receiver any more. */
  onLoad: () => void
  /** Something for the person to know, once the page can show it. */
  report: (text: string) => void
}

/** The one window. It is shown when there is something to see, where and as large as it was. */
export function openWindow({ preload, settings, onLoad, report }: WindowOptions): BrowserWindow {
  const kept = settings.value.window
  const bounds =
    kept === null
      ? null
      : placeWindow(
          kept.bounds,
          screen.getAllDisplays().map(({ workArea }) => workArea),
          least,
        )
  const window = new BrowserWindow({
    ...usual,
    ...bounds,
    minWidth: least.width,
    minHeight: least.height,
    show: false,
    title: 'Glance',
    backgroundColor: chooseBackground(),
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      backgroundThrottling: false, // the page's worker continues a run while the window is hidden
    },
  })
  secureContents(window.webContents)
  window.once('ready-to-show', () => {
    if (kept?.maximized === true) window.maximize()
    if (kept?.fullScreen === true) window.setFullScreen(true)
    window.show()
  })
  keepState(window, settings)
  const followTheme = (): void => window.setBackgroundColor(chooseBackground())
  nativeTheme.on('updated', followTheme)
  window.once('closed', () => nativeTheme.off('updated', followTheme))
  window.webContents.on('did-start-navigation', ({ isMainFrame, isSameDocument, url }) => {
    if (isMainFrame && !isSameDocument && isOwn(url)) onLoad()
  })
  recoverPage(window, report)
  void window.loadURL(`${origin}/`)
  return window
}

function keepState(window: BrowserWindow, settings: SettingsFile): void {
  let timer: NodeJS.Timeout | undefined
  const keep = (): void => {
    clearTimeout(timer)
    if (window.isDestroyed() || window.isMinimized()) return
    settings.change({
      window: { bounds: window.getNormalBounds(), maximized: window.isMaximized(), fullScreen: window.isFullScreen() },
    })
  }
  const keepSoon = (): void => {
    clearTimeout(timer)
    timer = setTimeout(keep, 500)
  }
  // One event a line, because Electron types each by itself.
  window.on('resize', keepSoon)
  window.on('move', keepSoon)
  window.on('close', keep)
}

/** A page that died is loaded again, once; after that a person decides. */
function recoverPage(window: BrowserWindow, report: (text: string) => void): void {
  let diedAt = -Infinity
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return
    console.error(`The page ended: ${reason}.`)
    const asks = performance.now() - diedAt < again
    diedAt = performance.now()
    const buttons = [t('loadAgain'), t('close')]
    const message = t('pageEndedTwice')
    if (asks && dialog.showMessageBoxSync(window, { type: 'error', message, buttons, cancelId: 1 }) === 1) {
      window.close()
      return
    }
    window.webContents.once('did-finish-load', () => report(t('pageReloaded')))
    window.webContents.reload()
  })
}
