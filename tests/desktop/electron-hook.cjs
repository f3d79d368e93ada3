// Loaded into real Electron before the app: records what has no call to look at it, and does what a person or the
// system would do.
const {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  Notification,
  powerMonitor,
  powerSaveBlocker,
  Tray,
} = require('electron')

const seen = {
  messages: [],
  errors: [],
  notifications: [],
  opened: [],
  openAnswers: [],
  messageAnswers: [],
  blockers: new Set(),
  tray: null,
  tip: '',
  trayMenu: null,
  handlers: new Map(),
  isFocused: null,
}

dialog.showOpenDialog = () => Promise.resolve({ filePaths: seen.openAnswers.shift() ?? [], canceled: false })
dialog.showMessageBox = (...given) => {
  const { message, detail, buttons, cancelId } = given.at(-1)
  seen.messages.push({ message, detail, buttons })
  return Promise.resolve({ response: seen.messageAnswers.shift() ?? cancelId ?? 0, checkboxChecked: false })
}
dialog.showErrorBox = (title, content) => seen.errors.push(`${title} ${content}`)
Notification.prototype.show = function () {
  seen.notifications.push(this)
}
const { setToolTip, setContextMenu } = Tray.prototype
Tray.prototype.setToolTip = function (tip) {
  seen.tip = tip
  return setToolTip.call(this, tip)
}
Tray.prototype.setContextMenu = function (menu) {
  seen.trayMenu = menu
  return setContextMenu.call(this, menu)
}
const begin = powerSaveBlocker.start.bind(powerSaveBlocker)
const end = powerSaveBlocker.stop.bind(powerSaveBlocker)
powerSaveBlocker.start = (type) => {
  const id = begin(type)
  seen.blockers.add(id)
  return id
}
powerSaveBlocker.stop = (id) => {
  seen.blockers.delete(id)
  return end(id)
}
const handle = ipcMain.handle.bind(ipcMain)
ipcMain.handle = (channel, handler) => {
  seen.handlers.set(channel, handler)
  handle(channel, handler)
}
const focused = BrowserWindow.getFocusedWindow.bind(BrowserWindow)
BrowserWindow.getFocusedWindow = () =>
  seen.isFocused === false ? null : (focused() ?? BrowserWindow.getAllWindows()[0] ?? null)

const first = () => BrowserWindow.getAllWindows()[0]
const requests = {
  menu: (id) => Menu.getApplicationMenu()?.getMenuItemById(id)?.click(),
  'tray-click': (id) => seen.trayMenu?.getMenuItemById(id)?.click(),
  tray: () => ({
    tip: seen.tip,
    items: seen.trayMenu?.items.map(({ id, label, enabled }) => ({ id, label, enabled })) ?? [],
  }),
  'answer-open': (paths) => void seen.openAnswers.push(paths),
  'answer-message': (n) => void seen.messageAnswers.push(n),
  focus: (isFocused) => {
    seen.isFocused = isFocused
  },
  resume: () => void powerMonitor.emit('resume'),
  'open-url': (link) => void app.emit('open-url', { preventDefault() {} }, link),
  'click-notification': (at) => void seen.notifications[at]?.emit('click'),
  'close-window': () => first()?.close(),
  invoke: (channel, url, ...args) =>
    seen.handlers.get(channel)({ sender: {}, senderFrame: { url, parent: null } }, ...args),
  navigate: (url) => {
    const stopped = []
    for (const name of ['will-navigate', 'will-redirect'])
      first().webContents.emit(name, { preventDefault: () => stopped.push(name) }, url)
    return { stopped }
  },
  state: () => ({
    messages: seen.messages,
    errors: seen.errors,
    notifications: seen.notifications.map(({ title, body }) => ({ title, body })),
    blockers: seen.blockers.size,
    opened: seen.opened,
    windows: BrowserWindow.getAllWindows().map((it) => ({
      isShown: it.isVisible(),
      progress: 0,
      preferences: it.webContents.getLastWebPreferences(),
    })),
  }),
}
globalThis.framehaulHook = (name, args) => requests[name](...args)
