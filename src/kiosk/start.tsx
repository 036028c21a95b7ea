import { effect, signal } from "@preact/signals";
import { render } from "preact";
import { LanguageProvider } from "../ui/kit/language";
import { Kiosk, type KioskOptions } from "./kiosk";
import { phoneAddress } from "./phone-address";
import "./styles/index.css";
import { KioskProvider } from "./ui/context";
import { KioskApp } from "./ui/kiosk-app";

export interface KioskPage extends KioskOptions {
  readonly canvasHost: HTMLElement;
}

/** Makes the page a kiosk: the attract loop, and the lens when somebody touches the screen. */
export const startKiosk = async ({ canvasHost, ...options }: KioskPage): Promise<void> => {
  const kiosk = new Kiosk(options);
  const root = document.createElement("div");
  root.id = "kiosk";
  document.body.append(root);
  document.documentElement.dataset["kiosk"] = "";
  await kiosk.start();
  const language = signal(kiosk.visits.language.peek());
  effect(() => {
    language.value = kiosk.visits.language.value;
  });
  render(
    <LanguageProvider value={{ language, setLanguage: (lang) => options.settings.update({ lang }) }}>
      <KioskProvider
        value={{
          kiosk,
          canvasHost,
          phoneAddress: () => {
            const { show, address } = kiosk.profile.value.phone;
            return show ? phoneAddress(address, location.href) : null;
          },
        }}
      >
        <KioskApp />
      </KioskProvider>
    </LanguageProvider>,
    root,
  );
};
