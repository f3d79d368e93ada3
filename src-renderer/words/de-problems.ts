import type { ProblemCode } from '../../src-shared/problems.ts'

/** What a problem says in German: message and remedy, with the places of `src-shared/problems.ts`. */
export const germanProblems: Readonly<Record<ProblemCode, { readonly message: string; readonly remedy: string }>> = {
  'file-missing': {
    message: 'Die Datei ist nicht mehr da.',
    remedy: 'Legen Sie sie zurück, wo sie war, und versuchen Sie es noch einmal; oder entfernen Sie den Eintrag.',
  },
  'file-unreadable': {
    message: 'Dieser Rechner lässt Framehaul die Datei nicht lesen.',
    remedy: 'Prüfen Sie die Rechte der Datei und ihres Ordners, dann noch einmal.',
  },
  'file-empty': {
    message: 'Die Datei ist leer.',
    remedy: 'Kopieren Sie sie noch einmal vom Ursprung, dann noch einmal; oder entfernen Sie den Eintrag.',
  },
  'file-changed': {
    message: 'Die Datei hat sich geändert, nachdem sie gelesen wurde.',
    remedy: 'Schreibt noch etwas daran? Versuchen Sie es, wenn das fertig ist.',
  },
  'file-too-large': {
    message: 'Die Datei ist größer, als ein Upload-Link trägt ({limit}).',
    remedy: 'Lassen Sie sie schneiden: Stücke statt ganzer Dateien (--segment auto), dann neu hinzufügen.',
  },
  'not-media': {
    message: 'Das ist keine Mediendatei, die wir lesen können.',
    remedy: 'Prüfen Sie, ob sie auf diesem Rechner spielt; sonst entfernen Sie den Eintrag.',
  },
  'media-damaged': {
    message: 'Die Medien in dieser Datei lassen sich nicht lesen.',
    remedy: 'Sie kann abgeschnitten sein oder noch kopiert werden. Kopieren Sie sie neu, dann noch einmal.',
  },
  'probe-timeout': {
    message: 'Das Lesen der Datei dauerte länger als {seconds} Sekunden.',
    remedy:
      'Liegt sie auf einer langsamen oder schlafenden Platte? Noch einmal; hilft das nicht, zuerst auf ' +
      'diesen Rechner kopieren.',
  },
  'cannot-cut': {
    message: 'Diese Datei lässt sich nicht in Stücke schneiden.',
    remedy:
      'Laden Sie sie ganz hoch (ohne Stücke, bis {limit}), ' +
      'oder wandeln Sie sie zuerst in MP4, QuickTime oder MPEG-TS.',
  },
  'recording-differs': {
    message: 'Die Dateien dieser Aufnahme sind nicht von einer Art.',
    remedy: 'Fügen Sie sie einzeln hinzu: Die Einzelheiten nennen die erste, die abweicht.',
  },
  'place-unknown': {
    message: 'Die Datei sagt nicht, wohin in der Zeit sie gehört.',
    remedy:
      'Laden Sie sie mit einem anderen Platz in der Zeit hoch, etwa am Anfang ihres Flows; ' +
      'ist sie schon in der Liste, entfernen Sie sie zuerst.',
  },
  'playlist-refused': {
    message: 'Diese Playlist lässt sich nicht übernehmen.',
    remedy: 'Die Einzelheiten sagen, warum. Es gehen Medien-Playlists (HLS), deren Dateien daneben liegen.',
  },
  duplicate: {
    message: 'Dieselbe Datei ist schon in diesem Speicher, als {name}.',
    remedy: 'Lassen Sie sie aus, oder laden Sie sie noch einmal hoch.',
  },
  'ffprobe-missing': {
    message: 'Das Programm, das Medien liest (ffprobe), wurde nicht gefunden.',
    remedy: 'Führen Sie npm ci noch einmal aus oder installieren Sie ffmpeg, dann noch einmal.',
  },
  'ffmpeg-missing': {
    message: 'Das Programm, das Medien schneidet (ffmpeg), wurde nicht gefunden.',
    remedy: 'Führen Sie npm ci noch einmal aus oder installieren Sie ffmpeg, dann noch einmal.',
  },
  'server-unreachable': {
    message: 'Der Server unter {host} antwortet nicht.',
    remedy: 'Prüfen Sie Adresse und Netz. Was wartet, macht von selbst weiter, sobald der Server wieder da ist.',
  },
  'server-not-tams': {
    message: 'Was unter {host} antwortet, ist kein TAMS-Server.',
    remedy: 'Prüfen Sie die Adresse; meist endet sie mit einem Pfad wie /tams oder ganz ohne Pfad.',
  },
  'server-certificate': {
    message: 'Dieser Rechner vertraut dem Zertifikat von {host} nicht.',
    remedy: 'Nennen Sie bei der Verbindung die Zertifizierungsstelle (--ca DATEI), dann noch einmal.',
  },
  'client-certificate': {
    message: '{host} will ein Zertifikat von uns und nimmt nicht, was wir zeigten.',
    remedy:
      'Nennen Sie bei der Verbindung das Zertifikat und seinen Schlüssel (--cert DATEI, --key DATEI), ' +
      'dann noch einmal.',
  },
  'certificate-file': {
    message: 'Die Datei {path} enthält kein brauchbares Zertifikat und keinen Schlüssel.',
    remedy: 'Nennen Sie eine PEM-Datei, die da ist, dann noch einmal; die Einzelheiten sagen, was nicht stimmt.',
  },
  'proxy-unreachable': {
    message: 'Der Proxy auf dem Weg zu {host} antwortet nicht.',
    remedy:
      'Prüfen Sie seine Adresse (--proxy, HTTP_PROXY, HTTPS_PROXY). Was wartet, macht von selbst weiter, sobald er ' +
      'wieder da ist.',
  },
  'proxy-refused': {
    message: 'Der Proxy auf dem Weg zu {host} lässt uns nicht durch ({status}).',
    remedy: 'Prüfen Sie Name und Passwort in seiner Adresse, und ob er dorthin darf; dann noch einmal.',
  },
  'portal-answered': {
    message: 'Eine Webseite antwortete anstelle von {host}.',
    remedy:
      'Will dieses Netz oder dieser Proxy eine Anmeldung, melden Sie sich im Browser an; sonst prüfen Sie die ' +
      'Adresse. Dann noch einmal.',
  },
  'server-answer-wrong': {
    message: 'Der Server gab eine Antwort, die nicht TAMS ist: {field}.',
    remedy: 'Zeigen Sie die Einzelheiten denen, die den Server betreiben, oder wählen Sie eine andere Art von Server.',
  },
  'server-garbled': {
    message: 'Was von {host} zurückkam, ist keine Antwort eines TAMS-Servers.',
    remedy:
      'Framehaul versucht es von selbst wieder. Hält es an, suchen Sie nach einem Proxy oder einer ' +
      'Anmeldeseite dazwischen.',
  },
  'server-error': {
    message: 'Der Server meldete einen eigenen Fehler ({status}).',
    remedy:
      'Framehaul versucht es von selbst wieder. Hält es an, zeigen Sie die Einzelheiten denen, die den ' +
      'Server betreiben.',
  },
  'server-busy': {
    message: 'Der Server ist gerade überlastet oder nicht da ({status}).',
    remedy: 'Nichts zu tun: Framehaul wartet und versucht es wieder.',
  },
  'clock-differs': {
    message: 'Die Uhren dieses Rechners und des Servers gehen verschieden.',
    remedy: 'Stellen Sie die falsche (NTP tut es von selbst). Upload-Links leben nach der des Servers.',
  },
  'server-forgets': {
    message: 'Der Server hat einen Teil des Eingetragenen vergessen oder geändert: {fields}.',
    remedy:
      'Uploads laufen und ihre Medien sind ganz; was den Speicher liest, wird dies vermissen. Zeigen Sie die ' +
      'Einzelheiten denen, die den Server betreiben.',
  },
  'server-misplaces': {
    message: 'Der Server hat das Eingetragene nicht da, wohin es gelegt wurde: {fields}.',
    remedy:
      'Laden Sie dort nichts hoch: Medien lägen nicht an ihrem Platz. Zeigen Sie die Einzelheiten denen, die den ' +
      'Server betreiben.',
  },
  'not-authorised': {
    message: 'Der Server akzeptiert nicht, wer wir sind.',
    remedy: 'Prüfen Sie Token oder Name und Passwort der Verbindung, dann noch einmal.',
  },
  'login-failed': {
    message: 'Der Anmeldeserver gab kein Token.',
    remedy: 'Prüfen Sie Client-Id, Geheimnis und Token-Adresse der Verbindung, dann noch einmal.',
  },
  'login-unreachable': {
    message: 'Der Anmeldeserver unter {host} gibt gerade kein Token.',
    remedy: 'Nichts zu tun: Framehaul wartet und fragt wieder.',
  },
  forbidden: {
    message: 'Der Server erlaubt das nicht.',
    remedy: 'Bitten Sie um das Recht, in diesen Speicher zu schreiben, dann noch einmal.',
  },
  'flow-read-only': {
    message: 'Der Flow ist schreibgeschützt.',
    remedy:
      'Öffnen Sie ihn im Speicher zum Schreiben, ' + 'oder laden Sie die Datei als neuen Flow hoch, dann noch einmal.',
  },
  'flow-gone': {
    message: 'Der Speicher hat nicht mehr, wohin dieser Upload schrieb.',
    remedy: 'Noch einmal versuchen: Der Upload beginnt von vorn.',
  },
  'request-refused': {
    message: 'Der Server lehnte ab, was wir sandten ({status}).',
    remedy: 'Die Einzelheiten sagen, warum. Stimmt die Art des Servers nicht, wählen Sie eine andere.',
  },
  'server-conflict': {
    message: 'Der Speicher hat unter dieser Kennung schon etwas anderes.',
    remedy: 'Entfernen Sie den Eintrag und fügen Sie die Datei neu hinzu; sie bekommt dann neue Kennungen.',
  },
  'segment-refused': {
    message: 'Der Speicher nahm die Bytes, aber nicht ihren Platz auf der Zeitachse.',
    remedy: 'Die Einzelheiten sagen, warum. Noch einmal trägt sie neu ein, ohne sie neu zu senden.',
  },
  'segment-forgotten': {
    message: 'Der Server sagte ja zu einem Platz auf der Zeitachse, und seine Zeitachse hat ihn nicht.',
    remedy:
      'Framehaul trägt ihn noch einmal ein. Bleibt es so, zeigen Sie die Einzelheiten denen, die den Server betreiben.',
  },
  'url-expired': {
    message: 'Der Upload-Link lief ab, bevor die Datei gesendet war.',
    remedy: 'Nichts zu tun: Ein neuer wird geholt.',
  },
  'signature-refused': {
    message: 'Der Objektspeicher nahm die Unterschrift des Upload-Links nicht an.',
    remedy:
      'Vergleichen Sie die Uhren von Server und Objektspeicher und suchen Sie nach Proxys, die ' +
      'Kopfzeilen ändern; dann noch einmal.',
  },
  'link-unsendable': {
    message: 'Der Upload-Link lässt sich nicht genau so senden, wie er gegeben wurde ({part}).',
    remedy: 'Zeigen Sie die Einzelheiten denen, die den Server betreiben, dann noch einmal.',
  },
  'store-refused': {
    message: 'Der Objektspeicher lehnte die Datei ab ({code}).',
    remedy: 'Fragen Sie die, die den Speicher betreiben, ob Uploads erlaubt sind, dann noch einmal.',
  },
  'store-too-large': {
    message: 'Der Objektspeicher nimmt kein so großes Objekt.',
    remedy: 'Teilen Sie die Datei in kleinere und fügen Sie diese hinzu.',
  },
  'store-full': {
    message: 'Im Objektspeicher ist kein Platz mehr.',
    remedy: 'Schaffen Sie dort Platz, oder bitten Sie die darum, die ihn betreiben; dann noch einmal.',
  },
  'store-missing': {
    message: 'Den Bucket, den der Upload-Link nennt, gibt es nicht.',
    remedy: 'Zeigen Sie die Einzelheiten denen, die den Speicher betreiben, dann noch einmal.',
  },
  'store-error': {
    message: 'Der Objektspeicher meldete einen eigenen Fehler ({status}).',
    remedy: 'Framehaul versucht es von selbst wieder.',
  },
  'store-garbled': {
    message: 'Was von {host} zurückkam, ist keine Antwort eines Objektspeichers.',
    remedy:
      'Framehaul versucht es von selbst wieder. Hält es an, suchen Sie nach einem Proxy oder einer ' +
      'Anmeldeseite dazwischen.',
  },
  'object-missing': {
    message: 'Der Objektspeicher hat nicht, was er angenommen haben will.',
    remedy: 'Framehaul sendet es noch einmal. Hält es an, zeigen Sie die Einzelheiten denen, die ihn betreiben.',
  },
  'store-busy': {
    message: 'Der Objektspeicher bittet um ein langsameres Tempo.',
    remedy: 'Nichts zu tun: Framehaul wartet und versucht es wieder.',
  },
  'store-unreachable': {
    message: 'Der Objektspeicher unter {host} antwortet nicht.',
    remedy: 'Prüfen Sie, ob dieser Rechner ihn erreicht. Framehaul versucht es von selbst wieder.',
  },
  'http-broken': {
    message: 'Die Antwort des Objektspeichers war kein richtiges HTTP.',
    remedy: 'Nichts zu tun: Framehaul sendet es mit seinem anderen HTTP-Client noch einmal.',
  },
  'connection-lost': {
    message: 'Die Verbindung brach ab, während die Datei gesendet wurde.',
    remedy: 'Nichts zu tun: Framehaul sendet sie noch einmal.',
  },
  stalled: {
    message: 'Seit {seconds} Sekunden bewegte sich kein Byte.',
    remedy: 'Framehaul versucht es von selbst wieder. Hält es an, prüfen Sie das Netz.',
  },
  'checksum-mismatch': {
    message: 'Was beim Objektspeicher ankam, ist nicht, was in der Datei steht.',
    remedy: 'Framehaul sendet sie noch einmal. Hält es an, prüfen Sie Platte und Speicher dieses Rechners.',
  },
  'other-server': {
    message: 'Dieser Upload begann bei einem anderen Server ({server}).',
    remedy:
      'Verbinden Sie jenen wieder, um dort fortzufahren; oder versuchen Sie es noch einmal, dann beginnt der ' +
      'Upload hier von vorn.',
  },
  'object-unreadable': {
    message: 'Der Speicher nennt keinen Ort, von dem sich dieses Objekt lesen lässt.',
    remedy: 'Fragen Sie die, die den Speicher betreiben, ob es gelesen werden darf.',
  },
  'network-lost': {
    message: 'Dieser Rechner hat kein Netz.',
    remedy: 'Nichts zu tun: Was wartet, macht weiter, wenn das Netz wieder da ist.',
  },
  'network-metered': {
    message: 'Dieses Netz kostet nach Menge, darum warten Uploads.',
    remedy: 'Sie machen in einem anderen Netz weiter; oder erlauben Sie solche Netze in den Einstellungen.',
  },
  'disk-full': {
    message: 'Die Platte mit Framehauls Daten ist voll.',
    remedy: 'Schaffen Sie Platz; was wartet, macht dann von selbst weiter.',
  },
  'data-in-use': {
    message: 'Ein anderes Framehaul arbeitet mit diesem Datenordner.',
    remedy: 'Nehmen Sie jenes, beenden Sie es, oder wählen Sie mit --data einen anderen Ordner.',
  },
  'queue-damaged': {
    message: 'Die Datei mit der Liste war beschädigt und wurde beiseitegelegt.',
    remedy:
      'Was davon lesbar war, geht weiter. Vergleichen Sie die Liste mit Ihren Dateien; die Einzelheiten ' +
      'nennen die alte Datei.',
  },
  'data-unusable': {
    message: 'Framehaul kann seinen Datenordner nicht benutzen.',
    remedy: 'Prüfen Sie, ob es den Ordner gibt und ob er beschreibbar ist, oder wählen Sie mit --data einen anderen.',
  },
  'port-in-use': {
    message: 'Port {port} benutzt ein anderes Programm.',
    remedy: 'Wählen Sie mit --port einen anderen, oder 0 für irgendeinen.',
  },
  'no-such-path': {
    message: '{path} gibt es nicht.',
    remedy: 'Prüfen Sie den Namen und versuchen Sie es noch einmal.',
  },
  'nothing-to-add': {
    message: 'In {path} sind keine Dateien zum Hinzufügen.',
    remedy: 'Wählen Sie einen Ordner mit Mediendateien.',
  },
  'folder-unreadable': {
    message: 'Dieser Computer lässt Framehaul den Ordner {path} nicht lesen.',
    remedy: 'Prüfen Sie seine Rechte und fügen Sie ihn noch einmal hinzu. Was sonst genannt war, läuft weiter.',
  },
  'name-unreadable': {
    message: 'Der Name {name} lässt sich nicht öffnen: Er ist nicht in UTF-8 geschrieben.',
    remedy: 'Benennen Sie um und fügen Sie dann noch einmal hinzu.',
  },
  'too-many-files': {
    message: 'In {path} sind mehr als {limit} Dateien.',
    remedy: 'So viele wurden genommen, der Rest blieb weg: Fügen Sie ihn Ordner für Ordner hinzu.',
  },
  'receipt-unwritable': {
    message: 'Der Beleg lässt sich nicht nach {path} schreiben.',
    remedy: 'Nennen Sie eine Datei in einem Ordner, den es gibt und in den geschrieben werden darf.',
  },
  interrupted: {
    message: 'Mit Strg-C beendet, bevor alles getan war.',
    remedy: 'Starten Sie es noch einmal; angefangene Uploads setzt framehaul resume fort.',
  },
  'bad-call': {
    message: 'Diese Anfrage kennt Framehaul nicht: {field}.',
    remedy: 'Sehen Sie in der Hilfe nach und versuchen Sie es noch einmal.',
  },
  'unknown-item': { message: 'Es gibt hier nicht: {what} {id}.', remedy: 'Nehmen Sie die Id aus framehaul list.' },
  'no-such-item': { message: 'Diesen Eintrag gibt es nicht mehr.', remedy: 'Nichts zu tun.' },
  'path-not-given': {
    message: 'Niemand hat Framehaul {path} gegeben.',
    remedy: 'Legen Sie es auf dem Fenster ab, oder wählen Sie es mit dem Knopf.',
  },
  'not-here': { message: 'Das geht in diesem Fenster nicht.', remedy: 'Nehmen Sie dafür die Desktop-App.' },
  internal: {
    message: 'In Framehaul ging etwas schief.',
    remedy: 'Noch einmal. Geschieht es wieder, senden Sie uns die Einzelheiten.',
  },
}
