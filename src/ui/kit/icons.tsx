import { h } from "preact";
import {
  Camera,
  Check,
  Download,
  Image,
  type IconNode,
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

export const AlertIcon = icon(TriangleAlert);
export const BowlIcon = icon(Soup);
export const CameraIcon = icon(Camera);
export const CheckIcon = icon(Check);
export const CloseIcon = icon(X);
export const CompareIcon = icon(SquareSplitHorizontal);
export const DropIcon = icon(Download);
export const FlipIcon = icon(SwitchCamera);
export const LightIcon = icon(Zap);
export const OpenIcon = icon(Image);
