#!/bin/sh
rm -f '/usr/bin/${executable}' /usr/bin/framehaul
