; `framehaul` on the PATH of who installs it, and off it again.
!macro customInstall
  nsExec::Exec `powershell -NoProfile -Command "$$p=[Environment]::GetEnvironmentVariable('Path','User'); $$d='$INSTDIR\resources\cli'; if (-not (($$p -split ';') -contains $$d)) { [Environment]::SetEnvironmentVariable('Path', ($$p.TrimEnd(';') + ';' + $$d), 'User') }"`
!macroend
!macro customUnInstall
  nsExec::Exec `powershell -NoProfile -Command "$$p=[Environment]::GetEnvironmentVariable('Path','User'); $$d='$INSTDIR\resources\cli'; [Environment]::SetEnvironmentVariable('Path', (($$p -split ';' | Where-Object { $$_ -and $$_ -ne $$d }) -join ';'), 'User')"`
!macroend
