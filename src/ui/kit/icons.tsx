import { h } from "preact";
import {
  Activity,
  Clapperboard,
  Copy,
  RotateCcw,
  Share2,
  Square,
  Captions,
  Hand,
  Languages,
  Leaf,
  Maximize,
  Settings2,
  ShieldCheck,
  SunMoon,
  Trash2,
  Wind,
  Blend,
  Box,
  Camera,
  Check,
  ChevronRight,
  Download,
  Ellipsis,
  Image,
  FlaskConical,
  type IconNode,
  Info,
  Keyboard,
  LayoutGrid,
  Mic,
  Scale,
  SlidersHorizontal,
  Snowflake,
  Soup,
  SquareSplitHorizontal,
  SwitchCamera,
  TriangleAlert,
  Video,
  X,
  Zap,
} from "lucide";

/** A line icon in the colour of the text around it; decoration beside a name. */
export const icon = (node: IconNode) => () => (
  <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    {node.map(([tag, attributes]) => h(tag, attributes))}
  </svg>
);

export type Icon = ReturnType<typeof icon>;

export const AboutIcon = icon(Info);
export const AppearanceIcon = icon(SunMoon);
export const AlertIcon = icon(TriangleAlert);
export const AllDishesIcon = icon(LayoutGrid);
export const BowlIcon = icon(Soup);
export const CalmIcon = icon(Leaf);
export const CameraIcon = icon(Camera);
export const CaptionsIcon = icon(Captions);
export const CheckIcon = icon(Check);
export const CloseIcon = icon(X);
export const CompareIcon = icon(SquareSplitHorizontal);
export const DropIcon = icon(Download);
export const FitIcon = icon(Maximize);
export const FlipIcon = icon(SwitchCamera);
export const ForgetIcon = icon(Trash2);
export const ForwardIcon = icon(ChevronRight);
export const HandIcon = icon(Hand);
export const FreezeIcon = icon(Snowflake);
export const LabsIcon = icon(FlaskConical);
export const ImmersiveIcon = icon(Box);
export const KeyboardIcon = icon(Keyboard);
export const LanguageIcon = icon(Languages);
export const LicenceIcon = icon(Scale);
export const LightIcon = icon(Zap);
export const MixIcon = icon(Blend);
export const MoreIcon = icon(Ellipsis);
export const OpenIcon = icon(Image);
export const PrivacyIcon = icon(ShieldCheck);
export const SettingsIcon = icon(Settings2);
export const StatusIcon = icon(Activity);
export const SteamIcon = icon(Wind);
export const StrengthIcon = icon(SlidersHorizontal);
export const AgainIcon = icon(RotateCcw);
export const CopyIcon = icon(Copy);
export const FilmIcon = icon(Clapperboard);
export const RecordIcon = icon(Video);
export const ShareIcon = icon(Share2);
export const StopIcon = icon(Square);
export const VoiceIcon = icon(Mic);
