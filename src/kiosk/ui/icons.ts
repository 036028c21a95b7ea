import { Delete, Pointer, RotateCcw, Smartphone } from "lucide";
import { icon } from "../../ui/kit/icons";

export const DeleteIcon = icon(Delete);
export const PhoneIcon = icon(Smartphone);
export const StartOverIcon = icon(RotateCcw);
export const TouchIcon = icon(Pointer);
