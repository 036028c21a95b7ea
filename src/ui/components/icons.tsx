import type { ComponentChildren } from "preact";

/** Line icons on a grid of 24, in the colour of the text around them; decoration beside a name. */
const icon = (children: ComponentChildren) => () => (
  <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    {children}
  </svg>
);

export const CameraIcon = icon(
  <>
    <path d="M4 8.5A2.5 2.5 0 0 1 6.500 6h1.700l1.300-2h5l1.300 2h1.700A2.500 2.500 0 0 1 20 8.500v8A2.500 2.500 0 0 1 17.500 19h-11A2.500 2.500 0 0 1 4 16.500z" />
    <circle cx="12" cy="12.500" r="3.500" />
  </>,
);
export const OpenIcon = icon(
  <>
    <rect x="3.500" y="4.500" width="17" height="15" rx="2.500" />
    <circle cx="8.700" cy="9.500" r="1.600" />
    <path d="m4 17 4.700-4.300 3.300 3 4-4.200 4.500 4.500" />
  </>,
);
export const CompareIcon = icon(
  <>
    <rect x="3.500" y="5" width="17" height="14" rx="2.500" />
    <path d="M12 3v18" />
    <path d="m7.500 10-2 2 2 2M16.500 10l2 2-2 2" />
  </>,
);
export const BowlIcon = icon(
  <>
    <path d="M3 11h18a9 9 0 0 1-5 7.700V20H8v-1.300A9 9 0 0 1 3 11z" />
    <path d="M8.500 7.500c1.200-1-1-2 .2-3.200M12.300 7.500c1.200-1-1-2 .2-3.200M16 7.500c1.200-1-1-2 .2-3.200" />
  </>,
);
export const FlipIcon = icon(
  <>
    <path d="M4.500 11a7.500 7.500 0 0 1 13-4l1.500 1.500M19.500 13a7.500 7.500 0 0 1-13 4L5 15.500" />
    <path d="M19.500 4.500v4h-4M4.500 19.500v-4h4" />
  </>,
);
export const LightIcon = icon(<path d="M13 3 5.500 13.500H11L10 21l8-11h-5.700z" />);
export const CloseIcon = icon(<path d="m6 6 12 12M18 6 6 18" />);
export const AlertIcon = icon(
  <>
    <path d="M12 4 2.800 19.500h18.400z" />
    <path d="M12 10v4.500M12 17v.2" />
  </>,
);
export const CheckIcon = icon(<path d="m5 12.500 4.500 4.500L19 7.500" />);
export const DropIcon = icon(
  <>
    <path d="M12 3.500v11M7.500 10.500 12 15l4.500-4.500" />
    <path d="M4 16v2.500A1.500 1.500 0 0 0 5.500 20h13a1.500 1.500 0 0 0 1.500-1.500V16" />
  </>,
);
