/**
 * Asks the browser not to clear away what the app keeps when the device runs short of room. Some browsers ask the person
 * about it, so it is done for people who came back or installed the app, not at first sight.
 */
export const keepForGood = async (): Promise<void> => {
  try {
    // Typed as always there, but left out on pages without HTTPS.
    const storage: StorageManager | undefined = navigator.storage;
    if (storage === undefined || (await storage.persisted())) return;
    await storage.persist();
  } catch {
    // Nothing depends on it.
  }
};
