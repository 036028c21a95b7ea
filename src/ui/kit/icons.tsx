import { h } from "preact";
import {
  Activity,
  Camera,
  Check,
  ChevronRight,
  Download,
  Ellipsis,
  Image,
  type IconNode,
  Info,
  Keyboard,
  Scale,
  Soup,
  SquareSplitHorizontal,
  SwitchCamera,
  TriangleAlert,
  X,
  Zap,
} from "lucide";

/** A line icon in the colour of the text around it; decoration beside a name. */
const icon = (node: IconNode) => () => (
  <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    {node.map(([tag, attributes]) => h(tag, attributes))}
  </svg>
);

export type Icon = ReturnType<typeof icon>;

export const AboutIcon = icon(Info);
export const AlertIcon = icon(TriangleAlert);
export const BowlIcon = icon(Soup);
export const CameraIcon = icon(Camera);
export const CheckIcon = icon(Check);
export const CloseIcon = icon(X);
export const CompareIcon = icon(SquareSplitHorizontal);
export const DropIcon = icon(Download);
export const FlipIcon = icon(SwitchCamera);
export const ForwardIcon = icon(ChevronRight);
export const KeyboardIcon = icon(Keyboard);
export const LicenceIcon = icon(Scale);
export const LightIcon = icon(Zap);
export const MoreIcon = icon(Ellipsis);
export const OpenIcon = icon(Image);
export const StatusIcon = icon(Activity);
