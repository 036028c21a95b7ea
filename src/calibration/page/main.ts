import { parseParams } from "../../session";
import { browserStorage } from "../../pwa";
import { browserBench } from "../bench";
import { Calibration } from "../state";
import { mountCalibration } from "./mount";
import { wordsOf } from "./words";

const { lang } = parseParams(location.href).params;
const storage = browserStorage("localStorage");
mountCalibration({
  storage,
  lang,
  create: (language) =>
    new Calibration(
      browserBench((guide) => wordsOf(language.peek(), guide)),
      storage,
    ),
});
