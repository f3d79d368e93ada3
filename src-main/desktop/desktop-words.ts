/** What the desktop itself says: menus, tray, notifications, questions. The window has a catalogue of its own. */
const english = {
  file: 'File',
  addFiles: 'Add files…',
  addFolder: 'Add folder…',
  servers: 'Servers…',
  settings: 'Settings…',
  quit: 'Quit Framehaul',
  edit: 'Edit',
  undo: 'Undo',
  queue: 'Queue',
  pauseAll: 'Pause all',
  resumeAll: 'Resume all',
  view: 'View',
  showQueue: 'Queue',
  showStore: 'Store',
  showHistory: 'History',
  window: 'Window',
  help: 'Help',
  manual: 'Manual',
  keys: 'Keyboard',
  doctor: 'Doctor…',
  diagnostics: 'Copy diagnostics…',
  licences: 'Licences',
  showLog: 'Show log folder',
  open: 'Open Framehaul',
  resting: 'Nothing to do',
  sending: (n: number, percent: number | null) =>
    `${n} ${n === 1 ? 'file' : 'files'} to go${percent === null ? '' : `, ${percent} %`}`,
  held: 'Waiting for the server',
  ended: 'Uploads finished',
  endedBody: (done: number, failed: number) =>
    [
      done > 0 ? `${done} ${done === 1 ? 'file is' : 'files are'} in the store.` : '',
      failed > 0 ? `${failed} ${failed === 1 ? 'needs' : 'need'} you.` : '',
    ]
      .filter(Boolean)
      .join(' '),
  quitTitle: 'Uploads are running.',
  quitBody: (n: number) =>
    `${n} ${n === 1 ? 'file is' : 'files are'} not finished. Nothing is lost: they continue the next time.`,
  quitNow: 'Quit',
  keepSending: 'Keep sending in the background',
  stay: 'Cancel',
  restartTitle: 'An update is ready.',
  restartBody: 'It is used when Framehaul is started the next time.',
}

export type DesktopWords = typeof english

const german: DesktopWords = {
  file: 'Datei',
  addFiles: 'Dateien hinzufügen…',
  addFolder: 'Ordner hinzufügen…',
  servers: 'Server…',
  settings: 'Einstellungen…',
  quit: 'Framehaul beenden',
  edit: 'Bearbeiten',
  undo: 'Rückgängig',
  queue: 'Liste',
  pauseAll: 'Alles anhalten',
  resumeAll: 'Alles fortsetzen',
  view: 'Ansicht',
  showQueue: 'Liste',
  showStore: 'Speicher',
  showHistory: 'Verlauf',
  window: 'Fenster',
  help: 'Hilfe',
  manual: 'Handbuch',
  keys: 'Tastatur',
  doctor: 'Doktor…',
  diagnostics: 'Diagnose kopieren…',
  licences: 'Lizenzen',
  showLog: 'Ordner mit Protokoll zeigen',
  open: 'Framehaul öffnen',
  resting: 'Nichts zu tun',
  sending: (n, percent) => `${n} ${n === 1 ? 'Datei' : 'Dateien'} offen${percent === null ? '' : `, ${percent} %`}`,
  held: 'Wartet auf den Server',
  ended: 'Uploads abgeschlossen',
  endedBody: (done, failed) =>
    [
      done > 0 ? `${done} ${done === 1 ? 'Datei ist' : 'Dateien sind'} im Speicher.` : '',
      failed > 0 ? `${failed} ${failed === 1 ? 'braucht' : 'brauchen'} Sie.` : '',
    ]
      .filter(Boolean)
      .join(' '),
  quitTitle: 'Es wird noch hochgeladen.',
  quitBody: (n) =>
    `${n} ${n === 1 ? 'Datei ist' : 'Dateien sind'} nicht fertig. Nichts geht verloren: Beim ` +
    'nächsten Mal geht es weiter.',
  quitNow: 'Beenden',
  keepSending: 'Im Hintergrund weitersenden',
  stay: 'Abbrechen',
  restartTitle: 'Eine neue Version ist bereit.',
  restartBody: 'Sie gilt, wenn Framehaul das nächste Mal gestartet wird.',
}

/** In the system's language, where we speak it. */
export const desktopWords = (locale: string): DesktopWords => (locale.toLowerCase().startsWith('de') ? german : english)
