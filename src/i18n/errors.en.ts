/** A fault in words for people: what happened, and what to do. */
export interface ErrorText {
  readonly title: string;
  readonly text: string;
}

/** English sentences by the stable name of the error. */
export const errorsEn = {
  CameraDeniedError: {
    title: "The camera is blocked",
    text: "The browser was told not to let this page use the camera.",
  },
  CameraBusyError: {
    title: "The camera is in use",
    text: "Another app or tab is holding the camera. Close it there, then try again.",
  },
  CameraMissingError: {
    title: "No camera found",
    text: "Connect a camera, or look at the demo scene or a photo meanwhile.",
  },
  CameraLostError: {
    title: "The camera went away",
    text: "Connect it again and the lens goes on by itself.",
  },
  CameraUnsupportedError: {
    title: "No camera on this page",
    text: "This browser gives no camera here. It needs a secure address (https) and a current browser.",
  },
  ForeignSourceError: {
    title: "This address is elsewhere",
    text: "The lens takes pictures from its own site only. Put the file beside the lens.",
  },
  NothingSharedError: {
    title: "Nothing arrived",
    text: "Share the photo or video with Mealshift again, or open it here.",
  },
  SourceUnavailableError: {
    title: "The picture could not be fetched",
    text: "Check the address and the connection, then try again.",
  },
  CompositorLostError: {
    title: "The graphics chip stopped",
    text: "The lens is starting the picture again.",
  },
  CameraTorchError: {
    title: "The light did not switch",
    text: "This camera has no light, or it refused.",
  },
  TranslatorRunError: {
    title: "The translation failed",
    text: "The lens is starting the translator again.",
  },
  OutOfMemoryError: {
    title: "There is too little memory",
    text: "Close other pages and apps, then try again.",
  },
  UnreadableFileError: {
    title: "This file cannot be shown",
    text: "It is not a photo or a video that this browser can read. JPEG, PNG, WebP and MP4 work everywhere.",
  },
  ModelIntegrityError: {
    title: "The model is damaged",
    text: "What arrived is not what was published, so it is not used. Try again; if it stays, the site's copy is broken.",
  },
  ModelUnavailableError: {
    title: "The model is not there",
    text: "It could not be fetched. Check the connection, then try again.",
  },
  UnknownModelError: {
    title: "There is no such model",
    text: "The page's address asks for a model that is not here or does something else.",
  },
  ModelConfigError: {
    title: "The model does not fit",
    text: "Its description is not one that this version of the lens can read.",
  },
  SafetensorsError: {
    title: "The model is damaged",
    text: "Its weights file breaks the format. The site's copy needs to be put right.",
  },
  WeightsError: {
    title: "The model does not fit",
    text: "Its weights do not belong to its description. The site's copy needs to be put right.",
  },
  ModelCheckError: {
    title: "The model does not fit",
    text: "The answer that it is tested by does not belong to it. The site's copy needs to be put right.",
  },
  GraphError: {
    title: "The model does not fit",
    text: "Its description cannot be built. The site's copy needs to be put right.",
  },
  DeviceLostError: {
    title: "The graphics chip stopped",
    text: "The lens is starting again, if need be on the processor.",
  },
  TranslatorUnavailableError: {
    title: "The dish cannot be translated here",
    text: "None of the ways to run the model works in this browser. A current browser helps in most cases.",
  },
  TranslatorWorkerError: {
    title: "The translator stopped",
    text: "The lens is starting it again.",
  },
  SegmenterLoadError: {
    title: "The dish finder did not start",
    text: "Without it the lens cannot tell where the dish is.",
  },
  SegmenterRunError: {
    title: "The dish finder stopped",
    text: "The lens is starting it again.",
  },
  KioskProfileError: {
    title: "The kiosk's profile cannot be used",
    text: "The profile before it holds. Correct the file, or put it beside the page.",
  },
  CompositorUnavailableError: {
    title: "The picture cannot be drawn",
    text: "This browser can draw with neither WebGPU, WebGL 2 nor a canvas. Switch on hardware acceleration, or use a current browser.",
  },
  StageUnavailableError: {
    title: "Nothing can be drawn in space",
    text: "This browser gives an immersive session no WebGL 2 to draw with. Update the browser; the lens on the page goes on.",
  },
  StageLostError: {
    title: "The immersive session broke off",
    text: "The browser took its graphics away. Enter again to go on.",
  },
  PhotographError: {
    title: "The photo could not be made",
    text: "The browser could not put it together. Try again; if it stays, load the page again.",
  },
  RecordingUnavailableError: {
    title: "This browser records no videos",
    text: "Take a photo, or open the page in a current Chrome, Edge, Firefox or Safari.",
  },
  RecordingFailedError: {
    title: "The recording broke off",
    text: "Nothing of it could be kept. Try again, perhaps for a shorter time.",
  },
  FilmUnreadableError: {
    title: "This video cannot be translated as a whole",
    text: "The browser cannot read it, or cannot write videos. Save it as MP4 with H.264 and try again; recording the live view works too.",
  },
  FilmFailedError: {
    title: "The translation broke off",
    text: "Try again; a shorter or smaller video needs less memory.",
  },
  ShareFailedError: {
    title: "It could not be handed on",
    text: "The system refused the file. Save it, and share it from there.",
  },
  StudioClosedError: {
    title: "Nothing to keep yet",
    text: "Wait until the picture is there and the lens is running, then try again.",
  },
  StorageFullError: {
    title: "There is no room on this device",
    text: "The lens works now, but not without the network. Free some space, then load the page again.",
  },
  StorageRefusedError: {
    title: "This browser keeps nothing here",
    text: "The lens works now, but not without the network. A private window does that, or a setting for this site.",
  },
  CalibrationRefusedError: {
    title: "The camera could not be measured",
    text: "Nothing was stored. Lay the card flat in good light, keep it whole in view, and follow the words once more.",
  },
  CalibrationSessionError: {
    title: "The measurement did not begin",
    text: "Wake the headset, allow AR and the camera for this page, and try again.",
  },
  CalibrationFileError: {
    title: "This is no file of camera measurements",
    text: "Choose a file that was exported on the page “Measure the camera”. Nothing was changed.",
  },
  ImmersiveUnsupportedError: {
    title: "AR could not begin",
    text: "The device gives no AR session now. Put the headset on, or close other AR pages, and try again.",
  },
  ImmersiveDeniedError: {
    title: "AR was not allowed",
    text: "Allow augmented reality for this page in the browser's site settings, then try again.",
  },
  ImmersiveGestureError: {
    title: "Press once more",
    text: "The browser begins AR only straight after a press. If that does not help, open this page by itself, not inside another one.",
  },
  ImmersiveBusyError: {
    title: "AR is in use already",
    text: "End the other AR session, then try again.",
  },
  ImmersiveFailedError: {
    title: "AR could not begin",
    text: "Try again; if it stays, load the page again.",
  },
  NoCameraInSessionError: {
    title: "No camera in AR",
    text: "The lens would see nothing there. Allow this page the camera, and camera access in AR, then try again. Here it goes on as before.",
  },
  ImmersiveLostError: {
    title: "AR broke off",
    text: "It could not be drawn any more. Here the lens goes on as before; you can begin AR again.",
  },
} as const satisfies Readonly<Record<string, ErrorText>>;

export type KnownErrorName = keyof typeof errorsEn;

/** For errors without a sentence of their own. */
export const unknownErrorEn: ErrorText = {
  title: "Something went wrong",
  text: "Try again; if it stays, load the page again.",
};
