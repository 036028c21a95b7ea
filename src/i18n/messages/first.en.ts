/** English of the first minute, the settings and the help. */
export const firstEn = {
  "welcome.title": "Point the camera at your meal, and see it as another dish.",
  "welcome.camera": "Use the camera",
  "welcome.demo": "Try the demo",
  "welcome.photo": "Open a photo",

  "dock.label": "Dishes and tools",

  "more.short": "More",
  "more.title": "More",
  "more.source": "Picture",
  "more.help": "Help",

  "about.title": "About and privacy",
  "about.what":
    "Mealshift shows the meal in front of you as another dish, live: for anyone whose meal is always the same.",
  "about.how":
    "Small neural networks find the dish in the picture and paint it anew. They run on this device, on its graphics chip or its processor.",
  "about.privacyTitle": "Privacy",
  "about.privacy":
    "Pictures never leave this device. Nothing is counted or sent; only your own choices are kept here, and you can have them forgotten.",
  "about.limitsTitle": "What it cannot do",
  "about.limits":
    "It changes what you see, not what you eat. It does not know what is in a meal: do not use it to judge allergens, nutrition or freshness.",
  "about.licences": "Licences of the libraries",

  "settings.title": "Settings",
  "settings.system": "System",
  "settings.look": "Look and feel",
  "settings.language": "Language",
  "settings.appearance": "Appearance",
  "settings.light": "Light",
  "settings.dark": "Dark",
  "settings.hand": "Hand",
  "settings.handNote": "The side on which the controls lie.",
  "settings.left": "Left",
  "settings.right": "Right",
  "settings.picture": "Picture",
  "settings.fit": "On the screen",
  "settings.fitAuto": "Automatic",
  "settings.fitCover": "Fill",
  "settings.fitContain": "Whole",
  "settings.startCamera": "Start with the camera",
  "settings.startCameraNote": "Off: the demo scene comes first.",
  "settings.steam": "Steam",
  "settings.steamNote": "Over hot dishes, while motion is not reduced.",
  "settings.comfort": "Comfort",
  "settings.captions": "Captions",
  "settings.captionsNote": "A line on the picture says what it shows.",
  "settings.calm": "Less motion",
  "settings.calmNote": "Nothing moves that need not: no steam, no drifting demo scene.",
  "settings.forget": "Forget everything on this device",
  "settings.forgetNote": "Choices, measured timings and stored files.",
  "settings.forgetSure": "Everything that Mealshift keeps on this device is deleted, and the page starts anew.",
  "settings.forgetYes": "Forget everything",
  "settings.forgetNo": "Keep",
  "settings.forgetRefused":
    "The browser did not let all of it be deleted. Close other tabs of this page and try again, or clear the site's data in the browser's settings.",

  "caption.loading": "Getting ready…",
  "caption.original": "The original picture",
  "caption.shown": "The meal is shown as {dishes}.",
  "caption.and": " and ",
  "caption.frozen": "The picture is frozen.",

  "help.chrome": "Chrome or Edge: click the icon left of the address, allow the camera there, then try again.",
  "help.firefox": "Firefox: click the camera icon left of the address and remove the block, then try again.",
  "help.safariMac": "Safari: menu Safari, Settings for this website, Camera: Allow. Then try again.",
  "help.chromeAndroid":
    "Chrome: tap the icon left of the address, then Permissions, Camera, and allow it. Then try again.",
  "help.firefoxAndroid": "Firefox: tap the icon left of the address, then Camera, so that it says “Allowed”.",
  "help.samsung":
    "Samsung Internet: menu, Settings, Sites and downloads, Site permissions, Camera: allow it for this page.",
  "help.safariIos": "iPhone and iPad: Settings, Apps, Safari, Camera: choose Ask or Allow, then try again.",
  "help.chromeIos": "iPhone and iPad: Settings, Apps, Chrome, and switch the camera on, then try again.",
  "help.firefoxIos": "iPhone and iPad: Settings, Apps, Firefox, and switch the camera on, then try again.",
  "help.edgeIos": "iPhone and iPad: Settings, Apps, Edge, and switch the camera on, then try again.",
  "help.inApp":
    "This page is open inside another app, which keeps the camera to itself. Open it in your browser instead: in the app's menu, “Open in browser” or “Open in Safari”.",
  "help.other": "Allow the camera for this page in the browser's site settings, then try again.",
  "help.systemAndroid": "Still blocked? Android's Settings, Apps, your browser, Permissions, Camera.",
  "help.systemWindows":
    "Still blocked? Windows Settings, Privacy & security, Camera: let desktop apps access your camera.",
  "help.systemMac": "Still blocked? System Settings, Privacy & Security, Camera: switch your browser on.",
  "help.systemChromeos": "Still blocked? Settings, Privacy and security, Privacy controls: camera access.",
} as const;
