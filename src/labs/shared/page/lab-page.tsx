import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useLanguage, useTranslate } from "../../../ui/kit/language";
import { LanguageButton } from "../../../ui/kit/language-button";
import { BackIcon } from "./icons";
import { labs, type LabId } from "./labs";

export interface LabPageProps {
  /** Null for the page that leads to the labs. */
  readonly lab: LabId | null;
  readonly children: ComponentChildren;
}

/** What every page of the labs is framed by: the way back, the ways to the others, the language. */
export const LabPage = ({ lab, children }: LabPageProps) => {
  const t = useTranslate();
  const { language } = useLanguage();
  const nav = useRef<HTMLElement>(null);
  // On a phone the row of labs is longer than the screen.
  useEffect(() => {
    const here = nav.current?.querySelector("[aria-current]");
    here?.scrollIntoView({ inline: "center", block: "nearest", behavior: "instant" });
  }, [language.value]);
  return (
    <div class="lab-page page">
      <header class="lab-head">
        <a class="lab-back" href="../">
          <BackIcon />
          <span>{t("app.name")}</span>
        </a>
        <nav ref={nav} class="lab-nav" aria-label={t("labs.title")}>
          <ul>
            {lab !== null && (
              <li>
                <a href="./">{t("labs.all")}</a>
              </li>
            )}
            {labs.map((id) => (
              <li key={id}>
                <a href={`./${id}.html`} aria-current={id === lab ? "page" : undefined}>
                  {t(`labs.${id}.name`)}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <LanguageButton class="lab-language" />
      </header>
      <main class="lab-main">
        <div class="lab-intro">
          <h1>{t(lab === null ? "labs.title" : `labs.${lab}.name`)}</h1>
          <p>{t(lab === null ? "labs.lead" : `labs.${lab}.lead`)}</p>
        </div>
        {children}
      </main>
    </div>
  );
};
