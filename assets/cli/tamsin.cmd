@echo off
rem The command line of an installed Tamsin: the same program, without a window.
"%~dp0..\..\Tamsin.exe" --cli %*
