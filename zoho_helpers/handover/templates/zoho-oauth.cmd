@echo off
rem Zoho's OAuth 2.0 flow for cmd: each word sends one request with curl (8.3 or newer).
rem
rem     zoho-oauth exchange          once: asks for consent, then exchanges the code
rem     zoho-oauth refresh           from then on; also check, revoke, revoke-old, serverinfo
rem
rem No secret stands in this file or in the list of processes: curl itself reads it from the
rem environment (--variable). cmd could not hand it on: it takes a percent sign or a quote in a value
rem for its own. To be asked once for each window and not each time, type
rem     set /p ZOHO_CLIENT_SECRET=Client secret:
rem What is typed is seen, so mind who looks; cmd forgets it when the window is closed.
rem The replies hold tokens. They go into files here: keep those like passwords.

setlocal EnableExtensions DisableDelayedExpansion
set "ZOHO_CURL=curl --silent --show-error --max-time 20"
for %%w in (exchange refresh check revoke revoke-old serverinfo) do if "%~1"=="%%w" goto %%w
echo Say one of: exchange refresh check revoke revoke-old serverinfo
exit /b 2

rem @exchange-teaches@
:exchange
@consent@
@ask-exchange@
%ZOHO_CURL% --output zoho-tokens.json ^
@exchange@
if errorlevel 1 exit /b 1
call :has_token zoho-tokens.json
exit /b

rem @refresh-teaches@
rem Its reply has a file of its own, so that the one with the refresh token stays.
:refresh
@ask-refresh@
%ZOHO_CURL% --output zoho-access-token.json ^
@refresh@
if errorlevel 1 exit /b 1
call :has_token zoho-access-token.json
exit /b

rem @check-teaches@
:check
@ask-check@
%ZOHO_CURL% ^
@check@
exit /b

rem @revoke-teaches@
:revoke
@ask-revoke@
%ZOHO_CURL% ^
@revoke@
exit /b

rem @revoke-old-teaches@
:revoke-old
@ask-revoke-old@
%ZOHO_CURL% ^
@revoke-old@
exit /b

rem @serverinfo-teaches@
:serverinfo
%ZOHO_CURL% ^
@serverinfo@
exit /b

rem Zoho sends errors with HTTP 200, too: only a body with a token in it is a success.
:has_token
findstr /c:access_token "%~1" >nul
if errorlevel 1 goto no_token
echo The reply with the access token is in %~1.
exit /b 0

:no_token
echo Zoho sent no token:
type "%~1"
exit /b 1
