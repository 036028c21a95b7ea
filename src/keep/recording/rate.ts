/** Pictures a second of a recording. */
export const frameRate = 30;
