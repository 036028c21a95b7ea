import { useMemo } from "preact/hooks";
import { encode } from "uqr";
import { useTranslate } from "../../ui/kit/language";

/** The quiet zone that readers need around a code, modules. */
const border = 3;

/** A QR code, dark on light in every theme: readers expect that. */
export const QrCode = ({ address }: { readonly address: string }) => {
  const t = useTranslate();
  const { size, path } = useMemo(() => drawingOf(address), [address]);
  return (
    <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={t("kiosk.qrLabel", { address })}>
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#1a1411" />
    </svg>
  );
};

/** The dark modules, row by row, as one path: neighbours are one rectangle, so that no gaps show between them. */
const drawingOf = (address: string): { readonly size: number; readonly path: string } => {
  const { data, size } = encode(address, { ecc: "M", border });
  let path = "";
  data.forEach((row, y) => {
    for (let x = 0; x < row.length; x += 1) {
      if (row[x] !== true) continue;
      const from = x;
      while (row[x + 1] === true) x += 1;
      path += `M${from} ${y}h${x + 1 - from}v1H${from}z`;
    }
  });
  return { size, path };
};
