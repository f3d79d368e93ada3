/** The version of Electron's declarations that the stand-in was checked against. */
export const CHECKED_AGAINST = '45.4.1'

/** Everything of `electron` that the shell uses and the rig answers. Events are listed with `on`. */
export const fakedApis: Readonly<Record<string, readonly string[]>> = {
  app: [
    'enableSandbox',
    'exit',
    'getAppPath',
    'getLocale',
    'getPath',
    'getVersion',
    'isPackaged',
    'on',
    'quit',
    'requestSingleInstanceLock',
    'setAsDefaultProtocolClient',
    'setLoginItemSettings',
    'setPath',
    'whenReady',
  ],
  BrowserWindow: ['getAllWindows', 'getFocusedWindow'],
  crashReporter: ['start'],
  dialog: ['showErrorBox', 'showMessageBox', 'showOpenDialog'],
  ipcMain: ['handle', 'on'],
  Menu: ['buildFromTemplate', 'setApplicationMenu'],
  nativeImage: ['createFromPath'],
  net: ['fetch'],
  Notification: ['isSupported'],
  powerMonitor: ['on'],
  powerSaveBlocker: ['start', 'stop'],
  protocol: ['handle', 'registerSchemesAsPrivileged'],
  safeStorage: ['decryptStringAsync', 'encryptStringAsync', 'isAsyncEncryptionAvailable'],
  screen: ['getAllDisplays'],
  session: ['defaultSession'],
  shell: ['openExternal', 'openPath'],
  Tray: [],
}
