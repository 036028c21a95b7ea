import {
  ArrowLeft,
  ArrowLeftRight,
  Dices,
  Eraser,
  ImageDown,
  ImageUp,
  Link,
  Pause,
  Pencil,
  Play,
  Redo2,
  StepForward,
  Trash2,
  Undo2,
} from "lucide";

import { icon } from "../../../ui/kit/icons";

export const BackIcon = icon(ArrowLeft);
export const ClearIcon = icon(Trash2);
export const EraserIcon = icon(Eraser);
export const LinkIcon = icon(Link);
export const OpenPictureIcon = icon(ImageUp);
export const PauseIcon = icon(Pause);
export const PencilIcon = icon(Pencil);
export const PlayIcon = icon(Play);
export const RandomIcon = icon(Dices);
export const RedoIcon = icon(Redo2);
export const SaveIcon = icon(ImageDown);
export const StepIcon = icon(StepForward);
export const SwapIcon = icon(ArrowLeftRight);
export const UndoIcon = icon(Undo2);
