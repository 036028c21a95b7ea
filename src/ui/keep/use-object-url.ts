import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

/** An address for a file as long as the component shows it; null until there is one. */
export const useObjectUrl = (file: Blob): string | null => {
  const address = useSignal<string | null>(null);
  useEffect(() => {
    const url = URL.createObjectURL(file);
    address.value = url;
    return () => URL.revokeObjectURL(url);
  }, [file, address]);
  return address.value;
};
