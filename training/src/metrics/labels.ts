import { EvaluationError } from "./errors";
import type { Figures } from "./figures";
import { mean } from "./interval";
import type { Metric, MetricContext } from "./metric";
import { classesOf } from "./palette";
import type { SegmenterSubject, TranslatorSubject } from "./subject";

/** The three numbers of the FCN score. */
export const labels: Metric = {
  name: "labels",
  about: "per-pixel accuracy, accuracy per class and class IoU over all held-out pixels",
  paper: "FCN, Long et al. 2015; Isola et al. 2017",
  needs: ["pairs", "palette"],
  measure: { segmenter: ofSegmenter, translator: ofTranslator },
};

async function ofSegmenter({ classes, labels: pictures }: SegmenterSubject): Promise<Figures> {
  const confusion = new Confusion(classes);
  for await (const { found, wanted } of pictures()) confusion.count(found, wanted);
  return confusion.figures();
}

/** Label pictures in the palette's colours: a pixel belongs to the class whose colour is nearest. */
async function ofTranslator(subject: TranslatorSubject, { palette }: MetricContext): Promise<Figures> {
  const { wanted } = subject;
  if (!wanted || !palette) throw new EvaluationError("labels needs pairs and a palette");
  const confusion = new Confusion(palette.names);
  const { images, of } = await subject.translations();
  of.forEach(({ source }, index) =>
    confusion.count(classesOf(images.picture(index), palette), classesOf(wanted.picture(source), palette)),
  );
  return confusion.figures();
}

/** How many pixels of each class were found to be of which. */
class Confusion {
  readonly #classes: readonly string[];
  readonly #pixels: Float64Array;

  constructor(classes: readonly string[]) {
    this.#classes = classes;
    this.#pixels = new Float64Array(classes.length ** 2);
  }

  count(found: Uint8Array, wanted: Uint8Array): void {
    wanted.forEach((label, pixel) => {
      const cell = label * this.#classes.length + (found[pixel] ?? 0);
      this.#pixels[cell] = (this.#pixels[cell] ?? 0) + 1;
    });
  }

  /** Means are over the classes that there are in the true labels. */
  figures(): Figures {
    const at = (wanted: number, found: number): number => this.#pixels[wanted * this.#classes.length + found] ?? 0;
    const all = [...this.#classes.keys()];
    const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
    const perClass = all.map((label) => {
      const right = at(label, label);
      const actual = sum(all.map((found) => at(label, found)));
      const found = sum(all.map((wanted) => at(wanted, label)));
      return {
        name: this.#classes[label] ?? "",
        accuracy: right / actual,
        iou: right / (actual + found - right),
        actual,
      };
    });
    const present = perClass.filter(({ actual }) => actual > 0);
    return {
      pixelAccuracy: sum(all.map((label) => at(label, label))) / sum([...this.#pixels]),
      classAccuracy: mean(present.map(({ accuracy }) => accuracy)),
      classIou: mean(present.map(({ iou }) => iou)),
      perClass: Object.fromEntries(present.map(({ name, accuracy, iou }) => [name, { accuracy, iou }])),
    };
  }
}
