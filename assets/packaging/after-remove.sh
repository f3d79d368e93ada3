#!/bin/sh
rm -f '/usr/bin/${executable}' /usr/bin/tamsin
