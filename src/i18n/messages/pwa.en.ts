/** English of loading, updates and the installed app. */
export const pwaEn = {
  "offline.title": "Ready without the network",
  "offline.text": "Everything is on this device now. The lens works offline too.",

  "update.title": "A new version is here",
  "update.text": "It is loaded already. The page starts again, and your choices stay.",
  "update.apply": "Use it now",
  "update.elsewhereTitle": "A new version is running in another tab",
  "update.elsewhere": "Load this page again to use it here too.",
  "update.reload": "Load again",
  "update.staleTitle": "The site has changed",
  "update.stale": "This page belongs to an older version, parts of which are gone. It loads again.",

  "install.title": "Put Mealshift on your home screen",
  "install.text": "It opens like an app, at full size, and works without the network.",
  "install.accept": "Install",
  "install.ios": "Tap Share, then “Add to Home Screen”. It opens at full size and works without the network.",
} as const;
