<#
  Makes a kiosk of a Windows 11 (Pro, Enterprise, Education or IoT): Edge alone on the screen, by Assigned Access.
  Written from Microsoft's documentation and not tried on a machine yet.

  Assigned Access takes its configuration from the system account only. Start this as SYSTEM:
    psexec.exe -i -s powershell.exe -ExecutionPolicy Bypass -File install.ps1 -Address https://kiosk.example/
#>
param(
  # The site's address, without ?kiosk. A camera needs https, or http://localhost.
  [Parameter(Mandatory)] [ValidatePattern('^https?://')] [string] $Address,
  # The profile: NAME.json beside the page.
  [ValidatePattern('^[a-z0-9_-]{1,64}$')] [string] $KioskProfile = 'kiosk'
)
$ErrorActionPreference = 'Stop'
$origin = ([uri] $Address).GetLeftPart('Authority')

# What Edge may: the camera for this site, and no other site at all.
$policies = 'HKLM:\SOFTWARE\Policies\Microsoft\Edge'
function Set-Policy([string] $Name, [int] $Value) {
  New-Item -Path $policies -Force -ErrorAction SilentlyContinue | Out-Null
  New-ItemProperty -Path $policies -Name $Name -Value $Value -PropertyType DWord -Force | Out-Null
}
function Set-PolicyList([string] $Name, [string[]] $Values) {
  New-Item -Path "$policies\$Name" -Force | Out-Null
  for ($i = 0; $i -lt $Values.Count; $i++) {
    New-ItemProperty -Path "$policies\$Name" -Name ($i + 1) -Value $Values[$i] -PropertyType String -Force | Out-Null
  }
}
Set-PolicyList 'VideoCaptureAllowedUrls' @($origin)
Set-PolicyList 'URLBlocklist' @('*')
Set-PolicyList 'URLAllowlist' @($origin)
Set-Policy 'AudioCaptureAllowed' 0
Set-Policy 'DeveloperToolsAvailability' 2
Set-Policy 'PrintingEnabled' 0
Set-Policy 'PasswordManagerEnabled' 0
Set-Policy 'HideFirstRunExperience' 1

# The screen stays on; updates restart the machine at night only.
powercfg /change monitor-timeout-ac 0
powercfg /change standby-timeout-ac 0
$update = 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate\AU'
New-Item -Path $update -Force | Out-Null
foreach ($pair in @{ NoAutoUpdate = 0; AUOptions = 4; ScheduledInstallDay = 0; ScheduledInstallTime = 3 }.GetEnumerator()) {
  New-ItemProperty -Path $update -Name $pair.Key -Value $pair.Value -PropertyType DWord -Force | Out-Null
}

# An account of its own, signed in automatically, whose only program is Edge; Windows starts it again when it ends.
$url = [System.Security.SecurityElement]::Escape("$Address`?kiosk=$KioskProfile")
$configuration = @"
<?xml version="1.0" encoding="utf-8"?>
<AssignedAccessConfiguration
  xmlns="http://schemas.microsoft.com/AssignedAccess/2017/config"
  xmlns:rs5="http://schemas.microsoft.com/AssignedAccess/201810/config"
  xmlns:v4="http://schemas.microsoft.com/AssignedAccess/2021/config">
  <Profiles>
    <Profile Id="{5B0B0F5C-3C7B-4E0F-9D3A-6C1B1C5F7A21}">
      <KioskModeApp v4:ClassicAppPath="%ProgramFiles(x86)%\Microsoft\Edge\Application\msedge.exe" v4:ClassicAppArguments="--kiosk $url --edge-kiosk-type=fullscreen --kiosk-idle-timeout-minutes=0 --no-first-run" />
      <v4:BreakoutSequence Key="Ctrl+Alt+K" />
    </Profile>
  </Profiles>
  <Configs>
    <Config>
      <AutoLogonAccount rs5:DisplayName="Mealshift" />
      <DefaultProfile Id="{5B0B0F5C-3C7B-4E0F-9D3A-6C1B1C5F7A21}" />
    </Config>
  </Configs>
</AssignedAccessConfiguration>
"@
$access = Get-CimInstance -Namespace 'root\cimv2\mdm\dmmap' -ClassName 'MDM_AssignedAccess'
$access.Configuration = [System.Net.WebUtility]::HtmlEncode($configuration)
Set-CimInstance -CimInstance $access
Write-Host 'Restart the machine: it comes up as the kiosk. Ctrl+Alt+K leads to the sign-in of an administrator.'
