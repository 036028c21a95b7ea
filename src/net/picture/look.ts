/** What a dish looks like in the picture, for every way of drawing it. */

/** Mask values between which the picture goes over into the dish; below the first it is untouched. */
export const featherFrom = 0.25;
export const featherTo = 0.75;

/** Width of the fade at the square's edge, in sides: a mask that reaches over the square must not end in a line. */
export const borderFade = 0.02;

/** Side of the grid of light gains that is stretched over a dish's square. */
export const lightGrid = 8;

/** How far patches take on the light of the scene where nothing else is asked for, [0, 1]. */
export const defaultLightMatch = 0.6;

/**
 * How the light of the scene is found. Three ratios of blurred original to blurred patch, inside the dish alone, each
 * within its limits and raised to the strength of light matching: luminance of the whole dish (exposure), luminance
 * here against the whole (shadows and highlights that fall across the dish), and colour of the whole dish, within ten
 * per cent (the tint of the lamp). So a dark room makes a dark dish and a window's side stays bright, while ramen does
 * not take the colour of the rice it replaces.
 */
export const light = {
  /** Samples along each side of the square, of the frame and of the patch. */
  samples: 12,
  /** Reach of the blur, in sides of the square (standard deviation). */
  blurSigma: 0.18,
  /** Samples' worth of the whole dish's mean in every blurred value. */
  meanWeight: 0.5,
  /** Luminance below which ratios mean nothing. */
  floorLuminance: 0.04,
  /** Largest gains, either way: of the dish as a whole, of light and shade across it, and of its tint. */
  exposureLimit: 2,
  shadingLimit: 1.35,
  tintLimit: 1.1,
  /** Weights of red, green and blue in luminance. */
  luma: [0.2126, 0.7152, 0.0722],
} as const;
