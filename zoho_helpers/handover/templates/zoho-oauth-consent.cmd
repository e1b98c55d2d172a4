rem @authorize-teaches@
rem A new state for each consent: whoever did not start it cannot know it.
for /f %%s in ('powershell -NoProfile -Command "[guid]::NewGuid().ToString('N')"') do set "ZOHO_STATE=%%s"
if not defined ZOHO_STATE exit /b 1
echo Press Accept in the browser. Then copy the whole address that it was sent to, and paste it here.
start "" @authorize@
set "ZOHO_PASTED="
set /p "ZOHO_PASTED=Address: "
set "ZOHO_CODE="
set "ZOHO_BACK_STATE="
set "ZOHO_SERVER="
rem Between exclamation marks a value is put in after cmd has read the line: & and % in it are safe.
setlocal EnableDelayedExpansion
for /f "tokens=1,* delims=?" %%a in ("!ZOHO_PASTED!") do set "ZOHO_PASTED=%%b"
:next_parameter
for /f "tokens=1,* delims=&" %%a in ("!ZOHO_PASTED!") do (
    set "ZOHO_PASTED=%%b"
    for /f "tokens=1,* delims==" %%c in ("%%a") do (
        if "%%c"=="code" set "ZOHO_CODE=%%d"
        if "%%c"=="state" set "ZOHO_BACK_STATE=%%d"
        if "%%c"=="accounts-server" set "ZOHO_SERVER=%%d"
    )
)
if defined ZOHO_PASTED goto next_parameter
if not "!ZOHO_BACK_STATE!"=="!ZOHO_STATE!" (
    echo The state is not the one that was sent: somebody else's code, or an old one.
    exit /b 1
)
if defined ZOHO_SERVER if not "!ZOHO_SERVER!"==@accounts-server@ (
    echo Your account is in another data center. Make these files again for that one.
    exit /b 1
)
