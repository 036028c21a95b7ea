/** English of the first minute, the settings and the help. */
export const firstEn = {
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
} as const;
