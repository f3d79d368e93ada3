@echo off
rem The command line of an installed Framehaul: the same program, without a window.
"%~dp0..\..\Framehaul.exe" --cli %*
