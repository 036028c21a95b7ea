/**
 * Asks for the microphone while there is a page to ask on, for a session must not be interrupted by the question. It is let
 * go of at once: the recogniser opens it again by itself.
 */
export const askForMicrophone = async (devices: Pick<MediaDevices, "getUserMedia"> | undefined): Promise<boolean> => {
  if (devices === undefined) return false;
  try {
    const stream = await devices.getUserMedia({ audio: true });
    for (const track of stream.getTracks()) track.stop();
    return true;
  } catch {
    // Refused, or there is none: it comes to the same.
    return false;
  }
};
