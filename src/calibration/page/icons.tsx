import { ArrowLeft, Check, Download, Glasses, Grid3x3, Play, Printer, Trash2, Upload } from "lucide";
import { icon } from "../../ui/kit/icons";

export const BackIcon = icon(ArrowLeft);
export const CardIcon = icon(Grid3x3);
export const DeleteIcon = icon(Trash2);
export const ExportIcon = icon(Download);
export const HeadsetIcon = icon(Glasses);
export const ImportIcon = icon(Upload);
export const PrintIcon = icon(Printer);
export const StartIcon = icon(Play);
export const UseIcon = icon(Check);
