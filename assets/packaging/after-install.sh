#!/bin/sh
set -e
ln -sf '/opt/${sanitizedProductName}/${executable}' '/usr/bin/${executable}'
ln -sf '/opt/${sanitizedProductName}/resources/cli/framehaul' /usr/bin/framehaul
# Electron's sandbox needs this where the kernel forbids user namespaces to ordinary programs.
chmod 4755 '/opt/${sanitizedProductName}/chrome-sandbox' || true
update-mime-database /usr/share/mime || true
update-desktop-database /usr/share/applications || true
